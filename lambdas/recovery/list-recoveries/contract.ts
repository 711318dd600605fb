/** Recoveries whose mailbox was proven, newest first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { recoverySchema } from '../recovery-schema.ts';

export const listRecoveriesContract = defineContract({
  summary: 'List recoveries, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['recovery:read'],
  query: z.object({ limit, cursor: z.optional(id('recovery')) }),
  replies: { 200: z.object({ data: z.array(recoverySchema), next_cursor: z.nullable(id('recovery')) }) },
  errors: [],
  events: [],
});
