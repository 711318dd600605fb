/** Rules of a batch: what is wrong with it, and what of it was recorded before. */
import type { AccessEvent, Known } from './access-event.ts';

/** How far the clock of the customer's system may be ahead. */
const AHEAD_MS = 60_000;

interface Issue {
  readonly path: string;
  readonly message: string;
}

/** @param people users of the project, and whether their part of the log can still be written. */
export function issuesIn(
  events: readonly AccessEvent[],
  people: ReadonlyMap<string, { readonly wrappedKey: Uint8Array | undefined }>,
  now: Date,
): Issue[] {
  const ids = events.map(({ clientId }) => clientId);
  return events.flatMap(({ clientId, occurredAt, actorId, subjectId, action, disclosure }, i) => {
    const checks: [boolean, string, string][] = [
      [ids.indexOf(clientId) === i, 'client_id', 'twice in this request'],
      [occurredAt.getTime() <= now.getTime() + AHEAD_MS, 'occurred_at', 'in the future'],
      [actorId === undefined || people.has(actorId), 'actor_id', 'no user of this project'],
      [people.has(subjectId), 'subject_id', 'no user of this project'],
      [!people.has(subjectId) || !!people.get(subjectId)?.wrappedKey, 'subject_id', 'this person was erased'],
      // An accounting has to say to whom, and what (45 CFR 164.528(b)(2)).
      [action !== 'disclose' || disclosure !== undefined, 'disclosure', 'required where the action is disclose'],
    ];
    return checks.flatMap(([fine, member, message]) => (fine ? [] : [{ path: `body.events.${i}.${member}`, message }]));
  });
}

/** Whether an id was taken by another event. */
export const contradicts = (wanted: readonly Known[], known: ReadonlyMap<string, Known>): boolean =>
  wanted.some(({ clientId, hash }) => (known.get(clientId)?.hash ?? hash) !== hash);

export const recordedOf = (wanted: readonly Known[], known: ReadonlyMap<string, Known>) =>
  wanted.map(({ clientId, eventId }) => {
    const before = known.get(clientId);
    return {
      client_id: clientId,
      id: before?.eventId ?? eventId,
      status: before ? ('known' as const) : ('recorded' as const),
    };
  });
