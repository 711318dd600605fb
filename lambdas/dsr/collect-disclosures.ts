/** Finds what was disclosed of a person: in the table, and in the archive where rows are gone (`searchEvents`). */
import type { KeyObject } from 'node:crypto';
import { type Json, type JsonObject, openBlock } from '../audit/block.ts';
import { type EventRecord, readCursor } from '../audit/event-query.ts';
import { searchEvents } from '../audit/search-events.ts';
import type { SearchFilter } from '../audit/search-lists.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Entry, entryOf, inOrder, isAccounted, type Period } from './accounting.ts';
import { DEFAULT_ACTIONS, type DisclosureList } from './disclosure-list.ts';
import type { Pseudonym } from './redact.ts';

/** What one answer holds, and how long it may be looked for: a function answers within ten seconds. */
const LIMITS = { entries: 1_000, lookMs: 5_000, page: 100 } as const;

const object = (value: Json): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** What the event says of the person alone; nothing where it seals nothing; `undefined` where it does not open. */
function contentOf(record: EventRecord, userId: string, key: KeyObject): JsonObject | undefined {
  const sealed = record.blocks[userId];
  if (!sealed) return {};
  try {
    return object(JSON.parse(openBlock(sealed, key, record.id, userId)) as Json);
  } catch {
    return undefined;
  }
}

export interface Wanted {
  readonly projectId: string;
  readonly userId: string;
  /** Of the person's part of the log, unwrapped. */
  readonly key: KeyObject;
  readonly list: DisclosureList;
  readonly period: Period;
  /** By which others are named. */
  readonly pseudonym: Pseudonym;
}

/** What the catalogue holds for a disclosure carries a block of the person's; another event may name them and no more. */
const ways = ({ userId, list }: Wanted): Pick<SearchFilter, 'subjectId' | 'targetId'>[] => {
  const named = list.actions.some((action) => !DEFAULT_ACTIONS.includes(action));
  return [{ subjectId: userId }, ...(named ? [{ targetId: userId }] : [])];
};

/** Events that carry a block of the person's, and those that are about them. */
export async function collectDisclosures(
  wanted: Wanted,
  limits: Readonly<Record<keyof typeof LIMITS, number>> = LIMITS,
): Promise<Result<Entry[], 'accounting_too_long'>> {
  const { projectId, userId, key, list, period, pseudonym } = wanted;
  const until = performance.now() + limits.lookMs;
  const entries = new Map<string, Entry>();
  for (const whose of ways(wanted)) {
    // An event may be told later than it happened, and then lies behind the end of the period.
    const filter: SearchFilter = {
      ...whose,
      types: list.actions,
      outcome: 'success',
      startMs: period.fromMs,
      endMs: Number.POSITIVE_INFINITY,
    };
    let after: string | undefined;
    do {
      const found = await searchEvents({ ...filter, projectId, after, limit: limits.page });
      for (const record of found.records)
        if (isAccounted(record, userId, list, period))
          entries.set(record.id, entryOf(record, contentOf(record, userId, key), pseudonym));
      after = found.after && readCursor(found.after);
      if (entries.size > limits.entries || (after !== undefined && performance.now() > until))
        return err('accounting_too_long');
    } while (after !== undefined);
  }
  return ok(inOrder([...entries.values()]));
}
