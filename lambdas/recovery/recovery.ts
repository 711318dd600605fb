/**
 * The recovery of an account whose owner has lost what they sign in with (features.md B13): how many people must agree,
 * how long it waits, and when it may be finished. Pure: plain data and `now` in, decisions out (ADR 0022).
 */
import type { EffectivePolicy } from '../organization/policy.ts';
import { err, ok, type Result } from '../shared/result.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** In which the mailbox must be shown to be read by whoever asks. */
export const PROOF_MS = 60 * MINUTE_MS;
/** In which operators must agree. */
const DECIDE_MS = 7 * DAY_MS;
/** In which it must be finished once its delay is over. */
const FINISH_MS = 3 * DAY_MS;

export const STATUSES = ['proven', 'approved', 'completed', 'denied', 'cancelled', 'expired'] as const;
export type Status = (typeof STATUSES)[number];

export interface Approval {
  /** The operator's user id. */
  readonly by: string;
  /** RFC 3339, as all times here. */
  readonly at: string;
}

export interface Recovery {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  /** Of the address that was proven: another address makes it void. */
  readonly emailHash: string;
  /** For which the session will be, if one was named. */
  readonly organizationId: string | undefined;
  /** The application's page that links lead to. */
  readonly page: string | undefined;
  /** As written: `statusAt` tells what holds now. */
  readonly status: Exclude<Status, 'expired'>;
  readonly requestedAt: string;
  readonly provenAt: string;
  readonly approvals: readonly Approval[];
  /** As it was when somebody last agreed; what holds is asked again. */
  readonly needed: number;
  /** Since it is approved: before this it cannot be finished. */
  readonly notBefore: string | undefined;
  /** SHA-256 of what finishes it. */
  readonly tokenHash: string | undefined;
  readonly endedAt: string | undefined;
  /** Grows with each approval, also with one that takes the place of another. */
  readonly version: number;
}

export const newRecovery = (
  proven: Pick<Recovery, 'id' | 'projectId' | 'userId' | 'emailHash' | 'organizationId' | 'page' | 'requestedAt'>,
  needed: number,
  now: Date,
): Recovery => ({
  ...proven,
  status: 'proven',
  provenAt: now.toISOString(),
  approvals: [],
  needed,
  notBefore: undefined,
  tokenHash: undefined,
  endedAt: undefined,
  version: 0,
});

/**
 * Distinct people. Where any policy that the person meets asks for more than a mailbox, a mailbox and one operator's word
 * are not enough; nor are they for somebody who could then act as an operator.
 */
export const neededFor = (
  policies: readonly Pick<EffectivePolicy, 'require_mfa' | 'require_passkey'>[],
  isOperator: boolean,
): 1 | 2 => (isOperator || policies.some((one) => one.require_mfa || one.require_passkey) ? 2 : 1);

/** When it ends by itself. */
export function expiryOf({ status, provenAt, notBefore }: Recovery): string | undefined {
  if (status === 'approved' && notBefore) return new Date(Date.parse(notBefore) + FINISH_MS).toISOString();
  return status === 'proven' ? new Date(Date.parse(provenAt) + DECIDE_MS).toISOString() : undefined;
}

export function statusAt(recovery: Recovery, now: Date): Status {
  const expiry = expiryOf(recovery);
  return expiry !== undefined && now.getTime() >= Date.parse(expiry) ? 'expired' : recovery.status;
}

/** Whether it may still lead somewhere. */
export const isOpen = (recovery: Recovery, now: Date): boolean =>
  ['proven', 'approved'].includes(statusAt(recovery, now));

export interface Agreement {
  readonly after: Recovery;
  /** Whether this was the last one needed. */
  readonly last: boolean;
}

/** @param needed now: a policy may have become stricter since. */
export function agree(
  recovery: Recovery,
  operator: string,
  needed: number,
  delayMin: number,
  now: Date,
): Result<Agreement, 'already_decided' | 'second_person_required'> {
  const { approvals } = recovery;
  if (!isOpen(recovery, now) || approvals.length >= needed) return err('already_decided');
  const involved = operator === recovery.userId || approvals.some(({ by }) => by === operator);
  if (involved) return err('second_person_required');
  const given = [...approvals, { by: operator, at: now.toISOString() }];
  const last = given.length >= needed;
  const notBefore = last ? new Date(now.getTime() + delayMin * MINUTE_MS).toISOString() : undefined;
  const status = last ? 'approved' : 'proven';
  return ok({
    after: { ...recovery, status, approvals: given, needed, notBefore, version: recovery.version + 1 },
    last,
  });
}

/** Whether it may be finished now, by whoever holds what was mailed. */
export function judgeCompletion(
  recovery: Recovery,
  needed: number,
  now: Date,
): Result<undefined, 'token_consumed' | 'not_due_yet' | 'second_person_required'> {
  if (statusAt(recovery, now) !== 'approved' || !recovery.notBefore) return err('token_consumed');
  if (recovery.approvals.length < needed) return err('second_person_required');
  return now.getTime() < Date.parse(recovery.notBefore) ? err('not_due_yet') : ok(undefined);
}
