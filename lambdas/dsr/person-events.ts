/** The part of the log that is about one person, page by page, newest first: as they are shown it, each with its proof. */
import { readCursor } from '../audit/event-query.ts';
import { searchEvents } from '../audit/search-events.ts';
import type { EventProver } from '../log/event-proof-store.ts';
import type { ProvenEvent } from '../statement/proven-event.ts';
import { type Person, type Pseudonym, showEvent } from './redact.ts';

export interface PageOfEvents {
  readonly events: ProvenEvent[];
  /** The event after which the next page begins; `undefined` for the last one. */
  readonly after: string | undefined;
}

/** Memberships and recoveries have events of their own that are sealed for nobody; sessions and passkeys have not. */
const ELSEWHERE = /^(mem|rec|dsr)_/;

export const aboutOf = ({ id, own }: Person): string[] => [id, ...[...own].filter((one) => ELSEWHERE.test(one))];

/** @param until milliseconds: what happens later is not in it. */
export async function eventsAbout(
  person: Person,
  span: { readonly until: number; readonly after: string | undefined; readonly limit: number },
  pseudonym: Pseudonym,
  prover: EventProver,
): Promise<PageOfEvents> {
  const found = await searchEvents({
    projectId: person.projectId,
    about: aboutOf(person),
    types: [],
    startMs: 0,
    endMs: span.until,
    after: span.after,
    limit: span.limit,
  });
  const events = found.records.map(async (record) => ({
    ...showEvent(record, person, pseudonym),
    proof: (record.leaf && (await prover.prove(record.leaf))) || null,
  }));
  return { events: await Promise.all(events), after: found.after && readCursor(found.after) };
}
