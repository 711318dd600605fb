/** Ends a recovery for good. One person is enough, or the customer's server: nothing is let in by it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { recoverySchema } from '../recovery-schema.ts';

export const denyRecoveryContract = defineContract({
  summary: 'Deny a recovery',
  auth: ['secret_key', 'operator'],
  scopes: ['recovery:write'],
  params: z.object({ id: id('recovery') }),
  replies: { 200: recoverySchema },
  errors: ['not_found', 'already_decided'],
  events: ['recovery.denied'],
});
