/** The wire form of an approval, and of the answer to a change that waits for one. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import { APPROVAL_KINDS, type Approval, STATUSES, statusAt } from './approval.ts';

const json = z.record(z.string(), z.unknown());

export const approvalSchema = z.object({
  id: id('approval'),
  kind: z.enum(APPROVAL_KINDS),
  status: z.enum(STATUSES),
  target: z.object({ type: z.string(), id: z.string() }),
  organization_id: z.nullable(id('organization')),
  before: json,
  after: json,
  proposed_by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  /** User ids of those who agreed; whoever asked counts where that is a person. */
  given: z.array(id('user')),
  /** How many people it takes. */
  needed: z.int(),
  created_at: time,
  expires_at: time,
  decided_at: z.nullable(time),
});

export const presentApproval = (approval: Approval, now: Date): z.input<typeof approvalSchema> => ({
  id: approval.id,
  kind: approval.kind,
  status: statusAt(approval, now),
  target: approval.target,
  organization_id: approval.organizationId ?? null,
  before: approval.before,
  after: approval.after,
  proposed_by: approval.proposer,
  given: [...approval.given],
  needed: approval.needed,
  created_at: approval.createdAt,
  expires_at: approval.expiresAt,
  decided_at: approval.decidedAt ?? null,
});

/** With 202: nothing has changed yet. */
export const pendingSchema = z.object({
  approval_id: id('approval'),
  status: z.literal('pending'),
  expires_at: time,
});
export type PendingBody = z.input<typeof pendingSchema>;

export const presentPending = (approval: Approval): PendingBody => ({
  approval_id: approval.id,
  status: 'pending',
  expires_at: approval.expiresAt,
});
