/** What the log cannot tell of a breach: while there is any of it, those who are named are at least those affected. Pure. */
import type { Criteria } from './criteria.ts';
import type { Findings, TimelineEntry } from './findings.ts';

export interface Gaps {
  /** Events that were part of it and name nobody whom they reached: exports, searches of the log, lists. */
  readonly unnamed: number;
  /** Entries that cannot be read: each may have been part of it. */
  readonly unreadable: number;
  /** Events of customers' own systems where addresses are asked for: of whoever acted there the log has none. */
  readonly unplaced: number;
  /** Whether whoever was at work may have read of users, which leaves no event. */
  readonly unlogged_reads: boolean;
}

/** What a walk over one log counted (`walk.ts`). */
interface Walked {
  readonly unreadableCount: number;
  readonly unplaced: number;
}

/** A user reads what is their own, and no other kind of actor is held to that. */
const readsOwnAlone = ({ actor_type }: TimelineEntry): boolean => actor_type === 'user';

/**
 * Reads of users leave no event. A session that the log shows to be a user's reached nobody else by them; of everybody
 * else it is not known, also where the log shows nothing of them: that is how a key looks that did nothing but read.
 */
function mayHaveReadUnseen(
  { sessions, actors, grants, networks }: Criteria,
  timeline: readonly TimelineEntry[],
): boolean {
  if (sessions.length === 0 || actors.length + grants.length + networks.length > 0) return true;
  const isUsers = (session: string): boolean => {
    const own = timeline.filter((entry) => entry.session === session);
    return own.length > 0 && own.every(readsOwnAlone);
  };
  return !sessions.every(isUsers);
}

/** Whoever was refused reached nobody; what the service does by itself reads for nobody. */
const isUnnamed = (entry: TimelineEntry): boolean =>
  entry.unnamed === true && entry.outcome === 'success' && entry.actor_type !== 'system' && !readsOwnAlone(entry);

export const gapsOf = (criteria: Criteria, logs: readonly Walked[], { timeline }: Findings): Gaps => ({
  unnamed: timeline.filter(isUnnamed).length,
  unreadable: logs.reduce((sum, { unreadableCount }) => sum + unreadableCount, 0),
  unplaced: logs.reduce((sum, { unplaced }) => sum + unplaced, 0),
  unlogged_reads: mayHaveReadUnseen(criteria, timeline),
});

/** Whether there may be others than those who are named. */
export const isAtLeast = ({ unnamed, unreadable, unplaced, unlogged_reads }: Gaps): boolean =>
  unnamed > 0 || unreadable > 0 || unplaced > 0 || unlogged_reads;

export const sameGaps = (a: Gaps, b: Gaps): boolean =>
  a.unnamed === b.unnamed &&
  a.unreadable === b.unreadable &&
  a.unplaced === b.unplaced &&
  a.unlogged_reads === b.unlogged_reads;

const counted = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** As sentences of a notice. */
export const gapSentences = ({ unnamed, unreadable, unplaced, unlogged_reads }: Gaps): string[] => [
  ...(unnamed > 0
    ? [
        `${counted(unnamed, 'event that was part of it names', 'events that were part of it name')} nobody, such as an export, a list or a search of the log: whom it reached is to be found out elsewhere.`,
      ]
    : []),
  ...(unlogged_reads
    ? ['Reads of users leave no event: whoever was at work may have read names and contact details of others unseen.']
    : []),
  ...(unplaced > 0
    ? [
        `From which address whoever acted in connected systems came is not in the log: ${counted(unplaced, 'event there', 'events there')} may have been part of it.`,
      ]
    : []),
  ...(unreadable > 0
    ? [
        `${counted(unreadable, 'entry of the log cannot be read and is', 'entries of the log cannot be read and are')} presumed to be part of it (45 CFR 164.402(2)).`,
      ]
    : []),
];
