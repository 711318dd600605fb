/**
 * The evidence of a breach, page by page: each is a signed bundle of its own, and all name the same signed scope. What
 * stands once lies on the first page; people, logs and events are spread over all.
 */

import { createHash } from 'node:crypto';
import type { Json } from '../audit/block.ts';
import { archivedEntry } from '../audit/event-record.ts';
import { presentEvent } from '../audit/event-view.ts';
import { readCommitted } from '../log/committed.ts';
import { type EventProver, eventProver } from '../log/event-proof-store.ts';
import type { SegmentLine } from '../log/segment.ts';
import type { ProvenEvent } from '../statement/proven-event.ts';
import type { TimelineEntry } from './findings.ts';

/** On one page: all of it is made while somebody waits, and Lambda answers with 6 MB. */
export const PAGE = { events: 200, individuals: 2_000, logs: 500 } as const;

export const pagesOf = (rows: Readonly<Record<keyof typeof PAGE, number>>): number =>
  Math.max(1, ...Object.entries(PAGE).map(([name, most]) => Math.ceil(rows[name as keyof typeof PAGE] / most)));

/** Reads entries of a log by their index, each segment once where they come in order. */
function linesOf(log: string) {
  let known: { readonly first: number; readonly lines: readonly SegmentLine[] } = { first: 0, lines: [] };
  return async (index: number): Promise<SegmentLine | undefined> => {
    if (index < known.first || index >= known.first + known.lines.length) {
      for await (const read of readCommitted(log, index)) {
        known = read;
        break;
      }
    }
    return known.lines[index - known.first];
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');

async function provenOf(line: SegmentLine, prover: EventProver): Promise<ProvenEvent | undefined> {
  const record = archivedEntry(line)?.record;
  if (!record || line.public === undefined || record.leaf === undefined) return undefined;
  const shown = presentEvent(record, () => undefined);
  const sealed = Object.entries(record.blocks).map(([subject, bytes]) => [subject, sha256(bytes)]);
  return {
    id: shown.id,
    event: shown.event,
    created_at: shown.created_at,
    data: JSON.parse(JSON.stringify(shown.data)),
    leaf: record.leaf,
    block: { public: line.public, sealed: Object.fromEntries(sealed) },
    proof: (await prover.prove(record.leaf)) ?? null,
  };
}

export interface ProvenPage {
  readonly events: readonly ProvenEvent[];
  readonly checkpoints: Json;
}

/** The events of these entries with their proofs, in the order of the entries. What people's keys open is not shown. */
export async function proveEntries(entries: readonly TimelineEntry[]): Promise<ProvenPage> {
  const prover = eventProver();
  const found = new Map<string, ProvenEvent>();
  for (const [log, some] of Map.groupBy(entries, (entry) => entry.log)) {
    const lineAt = linesOf(log);
    for (const { index } of [...some].sort((a, b) => a.index - b.index)) {
      const line = await lineAt(index);
      const event = line && (await provenOf(line, prover));
      if (event) found.set(event.id, event);
    }
  }
  const events = entries.flatMap(({ id }) => found.get(id) ?? []);
  return { events, checkpoints: prover.checkpoints() as unknown as Json };
}
