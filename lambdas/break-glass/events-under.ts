/** The events under a grant: what the search index has under its id, from its alarm to its review. */
import { type EventRecord, readCursor } from '../audit/event-query.ts';
import { searchEvents } from '../audit/search-events.ts';
import type { BreakGlass } from './break-glass.ts';

/** Events that one answer shows: more than a person does by hand in an hour. */
const PAGES = 10;
const PAGE = 100;
/** The end and the review's event come after the time is up; the clock writes the end within minutes. */
const AFTER_MS = 15 * 60_000;
const BEFORE_MS = 60_000;

interface Under {
  /** Newest first. */
  readonly records: readonly EventRecord[];
  readonly complete: boolean;
}

export async function eventsUnder({ id, projectId, openedAt, closedAt, expiresAt }: BreakGlass): Promise<Under> {
  const startMs = Date.parse(openedAt) - BEFORE_MS;
  const endMs = Date.parse(closedAt ?? expiresAt) + AFTER_MS;
  const records: EventRecord[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const search = { projectId, grantId: id, types: [], startMs, endMs, after, limit: PAGE };
    const found = await searchEvents(search);
    records.push(...found.records);
    after = found.after && readCursor(found.after);
    if (after === undefined) return { records, complete: true };
  }
  return { records, complete: false };
}
