/**
 * A person's decisions, newest first: those that lie with their sessions and those that are rows of their own, merged.
 * Pages of the whole project are of the latter alone (ADR 0020).
 */
import { decodeTime } from 'ulid';
import { type Page, page, probe } from '../shared/page.ts';
import {
  listOwnDecisions,
  listProjectDecisions,
  listSessionDecisions,
  type SessionDecisions,
  type StoredDecision,
} from './decision-store.ts';
import type { Decision } from './risk.ts';

export interface Wanted {
  readonly decision: Decision | undefined;
  /** The id of a decision, after which to go on. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Rows that are read at once. */
const ROUND = 100;
/** Rounds of one request: then the page ends, and its cursor leads on. */
const ROUNDS = 10;

/** A session's id is made when its first challenge is; its decision follows while that and a second one may be answered. */
const CHALLENGES_MS = 15 * 60_000;

const ulidOf = (id: string): string => id.slice(-26);
/** When an id was made, milliseconds. */
export const timeOf = (id: string): number => decodeTime(ulidOf(id));

/** The last ULID of the millisecond in which an id was made: ids of sessions and of decisions are apart by chance. */
const lastOfItsTime = (id: string): string => ulidOf(id).slice(0, 10).padEnd(26, 'Z');

const newestFirst = (a: StoredDecision, b: StoredDecision): number => (a.id < b.id ? 1 : -1);

/** One row alone tells of a decision that let somebody in after a step-up: with the session, and by itself. */
function distinct(decisions: readonly StoredDecision[]): StoredDecision[] {
  const byId = new Map<string, StoredDecision>();
  for (const one of decisions) {
    const known = byId.get(one.id);
    byId.set(one.id, known?.sessionId ? known : one);
  }
  return [...byId.values()].sort(newestFirst);
}

/** All that may belong on the page: sessions are read until none of the rest can hold a newer decision. */
async function sessionDecisions(userId: string, before: string | undefined, limit: number): Promise<StoredDecision[]> {
  const found: StoredDecision[] = [];
  let from = before && `sess_${lastOfItsTime(before)}`;
  for (;;) {
    const round: SessionDecisions = await listSessionDecisions(userId, from, ROUND);
    found.push(...round.decisions.filter(({ id }) => before === undefined || id < before));
    const last = found.sort(newestFirst)[limit];
    const enough = last && round.readTo && timeOf(round.readTo) + CHALLENGES_MS < timeOf(last.id);
    if (round.readTo === undefined || enough) return found;
    from = round.readTo;
  }
}

const matches = (wanted: Decision | undefined) => (one: StoredDecision) =>
  wanted === undefined || one.decision === wanted;

/** @param read newest first, from an id on: a whole round, or all that is left. */
async function collect(
  { decision, before, limit }: Wanted,
  read: (before: string | undefined) => Promise<StoredDecision[]>,
): Promise<Page<StoredDecision>> {
  const found: StoredDecision[] = [];
  let from = before;
  for (let round = 0; round < ROUNDS; round++) {
    const decisions = await read(from);
    found.push(...decisions.filter(matches(decision)));
    const last = decisions.at(-1);
    if (decisions.length < ROUND || !last) return page(found, limit);
    from = last.id;
    if (found.length >= probe(limit)) return page(found, limit);
  }
  return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]?.id : from };
}

export const decisionsOfUser = (userId: string, wanted: Wanted): Promise<Page<StoredDecision>> =>
  collect(wanted, async (from) => {
    const [own, withSessions] = await Promise.all([
      listOwnDecisions(userId, from, ROUND),
      sessionDecisions(userId, from, ROUND),
    ]);
    return distinct([...withSessions, ...own]).slice(0, ROUND);
  });

export const decisionsOfProject = (projectId: string, wanted: Wanted): Promise<Page<StoredDecision>> =>
  collect(wanted, (from) => listProjectDecisions(projectId, from, ROUND));
