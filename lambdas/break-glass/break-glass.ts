/**
 * Break-glass: what an emergency operator may open, for how long, and what must follow (45 CFR 164.312(a)(2)(ii)).
 * Pure: plain data and `now` in, decisions out (ADR 0022).
 */
import type { Scope } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** Nothing here makes a power that outlives the grant: no key, no client, no operator, no other grant. */
export const EMERGENCY_SCOPES = [
  'audit:read',
  'memberships:read',
  'memberships:write',
  'organizations:read',
  'policies:read',
  'policies:write',
  'recovery:read',
  'recovery:write',
  'risk:read',
  'risk:write',
  'sessions:read',
  'sessions:write',
  'users:read',
  'users:write',
] as const satisfies readonly Scope[];
export type EmergencyScope = (typeof EMERGENCY_SCOPES)[number];

export const MAX_MINUTES = 60;
const MINUTE_MS = 60_000;
/** By when somebody else has looked at what was done, and again after `needs_follow_up`. */
const REVIEW_MS = 72 * 60 * MINUTE_MS;
/** An overdue review is told again each day. */
const REMIND_MS = 24 * 60 * MINUTE_MS;

export const VERDICTS = ['justified', 'not_justified', 'needs_follow_up'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Review {
  readonly verdict: Verdict;
  readonly findings: string;
  /** The reviewer's user id. */
  readonly by: string;
  /** RFC 3339, as all times here. */
  readonly at: string;
}

export interface BreakGlass {
  readonly id: string;
  readonly projectId: string;
  /** The operator's user id. */
  readonly userId: string;
  readonly method: 'passkey' | 'recovery';
  readonly reason: string;
  readonly incidentId: string;
  /** What was asked for; a drill is given none of it. */
  readonly scopes: readonly EmergencyScope[];
  /** Outside of which the grant permits nothing. */
  readonly organizationId: string | undefined;
  readonly drill: boolean;
  readonly openedAt: string;
  readonly expiresAt: string;
  /** As written: `phaseOf` tells what holds now. */
  readonly status: 'open' | 'closed' | 'expired';
  readonly closedAt: string | undefined;
  readonly closedBy: string | undefined;
  /** Whether the incident topic has taken the alarm. */
  readonly alarm: 'delivered' | 'pending';
  readonly review: Review | undefined;
  /** When it was last told that the review is overdue. */
  readonly remindedAt: string | undefined;
  /** SHA-256 of the token, base64url. */
  readonly tokenHash: string;
  /** How many reviews there were: of two at once one is written. */
  readonly reviews: number;
}

export interface Asked {
  readonly reason: string;
  readonly incident_id: string;
  readonly scope: { readonly permissions: readonly EmergencyScope[]; readonly organization_id?: string | undefined };
  readonly minutes: number;
  readonly drill?: boolean | undefined;
}

type Opened = Pick<BreakGlass, 'id' | 'projectId' | 'userId' | 'method' | 'alarm' | 'tokenHash'>;

export const openBreakGlass = (asked: Asked, opened: Opened, now: Date): BreakGlass => ({
  ...opened,
  reason: asked.reason,
  incidentId: asked.incident_id,
  scopes: [...new Set(asked.scope.permissions)].sort(),
  organizationId: asked.scope.organization_id,
  drill: asked.drill ?? false,
  openedAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + Math.min(asked.minutes, MAX_MINUTES) * MINUTE_MS).toISOString(),
  status: 'open',
  closedAt: undefined,
  closedBy: undefined,
  review: undefined,
  remindedAt: undefined,
  reviews: 0,
});

/** Who opens it must be an emergency operator at this moment, and so must whoever uses it. */
export function judgeOperator(
  user: { readonly status: 'active' | 'disabled'; readonly projectId: string },
  operator: { readonly projectId: string; readonly roles: readonly string[] } | undefined,
): Result<undefined, 'user_disabled' | 'forbidden'> {
  if (user.status !== 'active') return err('user_disabled');
  const emergency = operator?.projectId === user.projectId && operator.roles.includes('emergency');
  return emergency ? ok(undefined) : err('forbidden');
}

/** Whether its operator was put out since: disabled, recovered or signed out everywhere. Coming back opens nothing. */
export const isPutOut = (
  { openedAt }: Pick<BreakGlass, 'openedAt'>,
  { signedOutAt }: { readonly signedOutAt?: string | undefined },
): boolean => signedOutAt !== undefined && Date.parse(openedAt) <= Date.parse(signedOutAt);

/** At its very end it is over. */
export const phaseOf = ({ status, expiresAt }: BreakGlass, now: Date): BreakGlass['status'] =>
  status === 'open' && now.getTime() >= Date.parse(expiresAt) ? 'expired' : status;

/** What the token permits. A grant always reads and ends itself, which `maySee` and `mayClose` confine. */
export const scopesOf = ({ drill, scopes }: BreakGlass): Scope[] => [...(drill ? [] : scopes), 'break_glass:read'];

interface Actor {
  readonly userId?: string;
  readonly scopes: readonly Scope[];
  readonly grant?: { readonly type: string; readonly id: string } | undefined;
}

/** Under a grant one sees that grant and no other. */
export const maySee = ({ grant }: Actor, id: string): boolean => grant === undefined || grant.id === id;

/** The one who opened it, by its token or signed in, or whoever may review it. */
export const mayClose = (actor: Actor, grant: BreakGlass): boolean =>
  maySee(actor, grant.id) &&
  (actor.grant !== undefined || actor.userId === grant.userId || actor.scopes.includes('break_glass:review'));

type ReviewState = 'not_due' | 'due' | 'overdue' | 'done';

/** When the review is due: after the end, and again after a verdict that asks for more. */
export function reviewOf(grant: BreakGlass, now: Date): { readonly state: ReviewState; readonly dueAt?: string } {
  if (phaseOf(grant, now) === 'open') return { state: 'not_due' };
  if (grant.review && grant.review.verdict !== 'needs_follow_up') return { state: 'done' };
  const from = grant.review?.at ?? grant.closedAt ?? grant.expiresAt;
  const dueMs = Date.parse(from) + REVIEW_MS;
  return { state: now.getTime() >= dueMs ? 'overdue' : 'due', dueAt: new Date(dueMs).toISOString() };
}

/** Another person than the one who opened it, once it is over. */
export function judgeReview(
  grant: BreakGlass,
  reviewer: string,
  now: Date,
): Result<undefined, 'not_due_yet' | 'already_decided' | 'second_person_required'> {
  const { state } = reviewOf(grant, now);
  if (state === 'not_due') return err('not_due_yet');
  if (state === 'done') return err('already_decided');
  return reviewer === grant.userId ? err('second_person_required') : ok(undefined);
}

const remindable = ({ remindedAt }: BreakGlass, now: Date): boolean =>
  remindedAt === undefined || now.getTime() - Date.parse(remindedAt) >= REMIND_MS;

export type Task = 'write_expiry' | 'send_alarm' | 'remind';

/** What the clock has to do for a grant that is on the list of unfinished ones, in this order. */
export function tasksOf(grant: BreakGlass, now: Date): Task[] {
  const { state } = reviewOf(grant, now);
  const tasks: readonly (readonly [Task, boolean])[] = [
    ['write_expiry', grant.status === 'open' && state !== 'not_due'],
    ['send_alarm', grant.alarm === 'pending'],
    ['remind', state === 'overdue' && remindable(grant, now)],
  ];
  return tasks.flatMap(([task, due]) => (due ? [task] : []));
}
