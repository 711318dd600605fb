/** The wire form of a recovery, as operators see it and as its owner does. No address and no secret is in either. */
import * as z from 'zod/mini';
import { id, text, time } from '../shared/vocabulary.ts';
import { expiryOf, type Recovery, STATUSES, statusAt } from './recovery.ts';

/** What was mailed, whichever of the three it is. */
export const token = z.string().check(z.maxLength(64));
export const note = text(500);

const own = {
  id: id('recovery'),
  status: z.enum(STATUSES),
  requested_at: time,
  proven_at: time,
  /** People who have to agree, and who did. */
  needed: z.int(),
  given: z.int(),
  /** Before this it cannot be finished. */
  not_before: z.nullable(time),
  expires_at: z.nullable(time),
  ended_at: z.nullable(time),
};
export const ownRecoverySchema = z.object(own);
export const recoverySchema = z.object({
  ...own,
  user_id: id('user'),
  organization_id: z.nullable(id('organization')),
  approvals: z.array(z.object({ by: id('user'), at: time })),
});

export const presentOwnRecovery = (recovery: Recovery, now: Date) => ({
  id: recovery.id,
  status: statusAt(recovery, now),
  requested_at: recovery.requestedAt,
  proven_at: recovery.provenAt,
  needed: recovery.needed,
  given: recovery.approvals.length,
  not_before: recovery.notBefore ?? null,
  expires_at: expiryOf(recovery) ?? null,
  ended_at: recovery.endedAt ?? null,
});

export const presentRecovery = (recovery: Recovery, now: Date) => ({
  ...presentOwnRecovery(recovery, now),
  user_id: recovery.userId,
  organization_id: recovery.organizationId ?? null,
  approvals: recovery.approvals.map(({ by, at }) => ({ by, at })),
});
