/** The wire form of a scope: what was asked, how far it is, and what it came to. */
import * as z from 'zod/mini';
import { happenedAt, id, time } from '../shared/vocabulary.ts';
import type { Breach } from './breach.ts';
import type { Criteria } from './criteria.ts';
import { FAILURES, SCOPE_STATUSES } from './scope.ts';

const MOST = 100;
const some = <T extends z.ZodMiniType>(item: T) => z.optional(z.array(item).check(z.maxLength(MOST)));
const type = z.string().check(z.maxLength(64), z.regex(/^[a-z_.]+$/, 'expected an event type'));
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** An event of the window that has any of the marks is part of it; without marks, every event of the window is. */
export const askedSchema = z.strictObject({
  /** Both inclusive. Where the breach itself says when it occurred, that holds unless something else is said. */
  range_start: z.optional(happenedAt),
  range_end: z.optional(happenedAt),
  actors: some(z.union([id('user'), id('client')])),
  keys: some(id('key')),
  sessions: some(id('session')),
  grants: some(z.union([id('impersonation'), id('breakGlass')])),
  ips: some(network),
  organizations: some(id('organization')),
  events: some(type),
  /**
   * Whether those in whose name it was done were reached too, as by a stolen session: not where they did it themselves.
   * Unless it is said, they were, but for those who are suspected by name: in `actors`, or by a grant of theirs.
   */
  include_actors: z.optional(z.boolean()),
});

/** `undefined` where neither the request nor the breach says when it began. */
export function criteriaOf(asked: z.output<typeof askedSchema>, breach: Breach, now: Date): Criteria | undefined {
  const start = asked.range_start ?? breach.occurredFrom;
  const end = asked.range_end ?? breach.occurredTo ?? now.toISOString();
  if (start === undefined) return undefined;
  return {
    startMs: Date.parse(start),
    endMs: Date.parse(end),
    organizations: [...new Set(asked.organizations)],
    actors: [...new Set([...(asked.actors ?? []), ...(asked.keys ?? [])])],
    sessions: [...new Set(asked.sessions)],
    grants: [...new Set(asked.grants)],
    networks: [...new Set(asked.ips)],
    types: [...new Set(asked.events)],
    includeActors: asked.include_actors ?? true,
    includeSuspects: asked.include_actors ?? false,
  };
}

const count = z.int();
const countsSchema = z.object({
  events: count,
  /** Of which it is not known, because whoever they came from was erased. */
  undecided: count,
  /** That were found after the scope was complete. */
  late: count,
  individuals: count,
  uncertain: count,
  attempted: count,
});

const gapsSchema = z.object({
  /** Events that were part of it and name nobody whom they reached: exports, searches of the log, lists. */
  unnamed: count,
  unreadable: count,
  /** Events of customers' own systems where addresses are asked for: of whoever acted there the log has none. */
  unplaced: count,
  /** Whether whoever was at work may have read of users, which leaves no event. */
  unlogged_reads: z.boolean(),
});

/** To what a log was held: each of its entries was read, and gave this root. */
export const provenLogSchema = z.object({
  log: z.string(),
  origin: z.nullable(z.string()),
  size: count,
  root: z.nullable(z.string()),
  /** The signed note, verbatim. */
  checkpoint: z.nullable(z.string()),
  verifier_keys: z.array(z.string()),
  /** Indexes of entries that are no event that can be read, at most a thousand. */
  unreadable: z.array(count),
});

export const scopeSchema = z.object({
  breach_id: id('breach'),
  number: count,
  status: z.enum(SCOPE_STATUSES),
  failure: z.nullable(z.enum(FAILURES)),
  asked: z.object({
    range_start: time,
    range_end: time,
    organizations: z.array(z.string()),
    actors: z.array(z.string()),
    sessions: z.array(z.string()),
    grants: z.array(z.string()),
    ips: z.array(z.string()),
    events: z.array(z.string()),
    include_actors: z.boolean(),
    include_suspects: z.boolean(),
  }),
  created_at: time,
  progress: z.nullable(
    z.object({ entries: count, of: count, logs_done: count, logs: count, waits_for_archive: z.boolean() }),
  ),
  result: z.nullable(
    z.object({
      revision: count,
      completed_at: time,
      entries: count,
      unreadable: count,
      counts: countsSchema,
      /** What the log cannot tell. */
      gaps: gapsSchema,
      /** Whether there may be others than those who are named. */
      at_least: z.boolean(),
      /** The document that was signed, and the signed note over it. */
      document: z.record(z.string(), z.unknown()),
      statement: z.string(),
      /** The first hundred; the evidence holds all. */
      logs: z.array(provenLogSchema),
      logs_walked: count,
    }),
  ),
  /** When the logs were last read on for what comes late. */
  followed_at: z.nullable(time),
});
