/** The sessions of the signed-in user, newest first: those of the last hundred that have not ended. */
import * as z from 'zod/mini';
import { ownSessionSchema } from '../../session/session-schema.ts';
import { defineContract } from '../../shared/contract.ts';

export const listMySessionsContract = defineContract({
  summary: 'List the sessions of the signed-in user',
  auth: ['user'],
  impersonation: 'read',
  replies: { 200: z.object({ data: z.array(ownSessionSchema) }) },
  errors: [],
  events: [],
});
