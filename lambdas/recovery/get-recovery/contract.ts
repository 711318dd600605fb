/** One recovery, and who agreed to it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { recoverySchema } from '../recovery-schema.ts';

export const getRecoveryContract = defineContract({
  summary: 'Read a recovery',
  auth: ['secret_key', 'operator'],
  scopes: ['recovery:read'],
  params: z.object({ id: id('recovery') }),
  replies: { 200: recoverySchema },
  errors: ['not_found'],
  events: [],
});
