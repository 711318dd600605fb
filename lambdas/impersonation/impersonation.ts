/** An operator who acts as a user (features.md B23): for a reason, for half an hour, and never in secret. */
import { type Operator, scopesOf } from '../operator/operator.ts';

/** What a session says of whoever uses it, where that is not its user. */
export interface Impersonated {
  /** Of the impersonation. */
  readonly id: string;
  /** The operator's user id and address. */
  readonly by: string;
  readonly email: string;
  /** Whether it allows changes. */
  readonly writes: boolean;
  /** When it is over, whatever a policy says. */
  readonly endsAtMs: number;
}

/** An operator as they are now. */
export type Impersonator = Operator & {
  readonly active: boolean;
  readonly user: { readonly signedOutAt?: string | undefined };
};

/**
 * Whether they may still act as a user of this project: a role that was taken away ends what it began, and so does
 * whatever ends all of their own sessions.
 * @param sinceMs when they began.
 */
export const mayAct = (operator: Impersonator | undefined, projectId: string, sinceMs: number): boolean =>
  operator?.active === true &&
  operator.projectId === projectId &&
  scopesOf(operator.roles).includes('impersonations:write') &&
  !(operator.user.signedOutAt !== undefined && sinceMs <= Date.parse(operator.user.signedOutAt));

export interface Impersonation {
  readonly id: string;
  readonly projectId: string;
  /** The operator's user id. */
  readonly by: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly organizationId: string | undefined;
  readonly reason: string;
  readonly ticket: string;
  readonly writes: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly endsAt: string;
  /** When somebody ended it before. */
  readonly endedAt: string | undefined;
}

export const MAX_MINUTES = 30;

type Who = Pick<Impersonation, 'id' | 'projectId' | 'by' | 'userId' | 'sessionId' | 'organizationId'>;
type Why = Pick<Impersonation, 'reason' | 'ticket' | 'writes'> & { readonly minutes: number };

/** @param consent beyond which it does not go, where the project asks for one. */
export const newImpersonation = (
  who: Who,
  { reason, ticket, writes, minutes }: Why,
  consent: Consent | undefined,
  now: Date,
): Impersonation => ({
  ...who,
  reason,
  ticket,
  writes,
  createdAt: now.toISOString(),
  endsAt: new Date(Math.min(now.getTime() + minutes * 60_000, consent?.untilMs ?? Infinity)).toISOString(),
  endedAt: undefined,
});

export const STATUSES = ['active', 'ended', 'expired'] as const;
export type ImpersonationStatus = (typeof STATUSES)[number];

/** @param live whether its session still holds: its user may have ended that. */
export function statusAt({ endedAt, endsAt }: Impersonation, live: boolean, now: Date): ImpersonationStatus {
  if (endedAt !== undefined) return 'ended';
  if (now.getTime() >= Date.parse(endsAt)) return 'expired';
  return live ? 'active' : 'ended';
}

/** A user's word that an operator may act as them, until some time. */
export interface Consent {
  readonly untilMs: number;
}

export const holds = (consent: Consent | undefined, now: Date): consent is Consent =>
  consent !== undefined && now.getTime() < consent.untilMs;
