/**
 * The events under a grant: those of the project between its alarm and its end that name it. A grant lives an hour at
 * most, so reading that hour is cheaper than an index for what happens twice a year.
 */
import { type EventRecord, firstIdOf } from '../audit/event-query.ts';
import { projectEvents, ROUND } from '../audit/event-store.ts';
import type { BreakGlass } from './break-glass.ts';

/** Events looked at before the answer says that it is not complete: about five seconds of reading. */
const MOST = 10_000;
/** The end and the review's event come after the time is up; the clock writes the end within minutes. */
const AFTER_MS = 15 * 60_000;
const BEFORE_MS = 60_000;

interface Under {
  /** Newest first. */
  readonly records: readonly EventRecord[];
  readonly complete: boolean;
}

const isUnder = ({ public: { grant } }: EventRecord, id: string): boolean =>
  typeof grant === 'object' && grant !== null && 'id' in grant && grant.id === id;

export async function eventsUnder({ id, projectId, openedAt, closedAt, expiresAt }: BreakGlass): Promise<Under> {
  const sinceMs = Date.parse(openedAt) - BEFORE_MS;
  const before = firstIdOf(Date.parse(closedAt ?? expiresAt) + AFTER_MS);
  const records: EventRecord[] = [];
  let seen = 0;
  for await (const page of projectEvents(projectId, before, ROUND)) {
    records.push(...page.filter((record) => isUnder(record, id)));
    seen += page.length;
    const oldest = page.at(-1);
    if (oldest && oldest.timeMs < sinceMs) return { records, complete: true };
    if (seen >= MOST) return { records, complete: false };
  }
  return { records, complete: true };
}
