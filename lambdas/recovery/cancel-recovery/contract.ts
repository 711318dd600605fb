/** The person stops the recovery of their account: from any of their sessions, or with what a notice brought them. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { ownRecoverySchema, token } from '../recovery-schema.ts';

export const cancelRecoveryContract = defineContract({
  summary: 'Stop the recovery of one’s own account, signed in or with what a notice brought',
  auth: ['anonymous', 'user'],
  access: ['ephemeral:spend', 'hmac-key:derive'],
  budgets: { take: ['code_ip'] },
  params: z.object({ id: id('recovery') }),
  body: z.strictObject({ token: z.optional(token) }),
  replies: { 200: ownRecoverySchema },
  errors: ['not_found', 'token_consumed', 'already_decided'],
  events: ['abuse.limit_reached', 'recovery.cancelled', 'recovery.refused'],
});
