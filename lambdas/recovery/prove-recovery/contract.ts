/** Shows that whoever asked reads the mailbox. From now on operators see the recovery, and its person is told of it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { ownRecoverySchema, token } from '../recovery-schema.ts';

export const proveRecoveryContract = defineContract({
  summary: 'Prove the mailbox of a recovery with what was mailed',
  auth: ['anonymous'],
  access: ['ephemeral:read', 'ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  budgets: { take: ['code_ip'] },
  params: z.object({ id: id('recovery') }),
  body: z.strictObject({ token }),
  replies: { 200: ownRecoverySchema },
  errors: ['token_consumed', 'conflict'],
  events: ['abuse.limit_reached', 'recovery.cancelled', 'recovery.proven', 'recovery.refused'],
});
