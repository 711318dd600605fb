/** What a legal hold is, and what it keeps: content of the log that neither an erasure nor a cleanup may take (§9). */
export const TARGETS = ['user', 'organization', 'project'] as const;

/** What is held: one person's part of the log, one organization's log, or all of a project. */
export interface HoldTarget {
  readonly type: (typeof TARGETS)[number];
  readonly id: string;
}

/** `lifting`: released, and its locks are being taken off. */
export type Phase = 'active' | 'lifting';

/** As much of a hold as whoever must keep to it needs. */
export interface Held {
  readonly id: string;
  readonly projectId: string;
  readonly target: HoldTarget;
}

export interface Hold extends Held {
  /** By which the customer finds the case again. No personal data. */
  readonly matter: string;
  /** In words; personal data perhaps, so it is in no event's detail. */
  readonly reason: string;
  readonly status: 'active' | 'released';
  readonly placedBy: { readonly type: 'operator' | 'api_key'; readonly id: string };
  /** RFC 3339, as the times below. */
  readonly placedAt: string;
  /** When every segment that was archived by then had its lock. */
  readonly appliedAt?: string | undefined;
  readonly releasedAt?: string | undefined;
  /** When the last lock was taken off. */
  readonly liftedAt?: string | undefined;
  /** Grows with each change. */
  readonly version: number;
}

export const newHold = (
  { target, matter, reason }: Pick<Hold, 'target' | 'matter' | 'reason'>,
  id: string,
  projectId: string,
  placedBy: Hold['placedBy'],
  now: Date,
): Hold => ({
  id,
  projectId,
  target,
  matter,
  reason,
  status: 'active',
  placedBy,
  placedAt: now.toISOString(),
  version: 1,
});

export const releaseHold = (hold: Hold, now: Date): Hold => ({
  ...hold,
  status: 'released',
  releasedAt: now.toISOString(),
  version: hold.version + 1,
});

/** Whose part of the log is asked about: with every organization that they are or were a member of. */
export interface Person {
  readonly projectId: string;
  readonly userId: string;
  readonly organizationIds: readonly string[];
}

/** Whether the hold keeps something of this person. */
export function concernsPerson({ target, projectId }: Held, person: Person): boolean {
  if (projectId !== person.projectId) return false;
  if (target.type === 'user') return target.id === person.userId;
  return target.type === 'project' || person.organizationIds.includes(target.id);
}

/** Whether the hold keeps every entry of a log. @param projectId to which the scope belongs. */
export const coversLog = ({ target, projectId: holding }: Held, scope: string, projectId: string): boolean =>
  holding === projectId && (target.type === 'project' || (target.type === 'organization' && target.id === scope));

/** Whether the hold keeps this text of a log: of a person, each entry that names them anywhere. */
export const concernsText = (held: Held, scope: string, projectId: string, text: string): boolean =>
  coversLog(held, scope, projectId) ||
  (held.target.type === 'user' && held.projectId === projectId && text.includes(held.target.id));
