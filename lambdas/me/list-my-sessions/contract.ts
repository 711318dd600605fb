/** The sessions of the signed-in user, newest first: those of the last hundred that have not ended. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';

export const listMySessionsContract = defineContract({
  summary: 'List the sessions of the signed-in user',
  auth: ['user'],
  impersonation: 'read',
  replies: {
    200: z.object({
      data: z.array(
        z.object({
          id: id('session'),
          organization_id: z.nullable(id('organization')),
          method: z.string(),
          user_agent: z.nullable(z.string()),
          created_at: time,
          last_active_at: time,
          current: z.boolean(),
          /** Where an operator acts as the user: who. */
          impersonator_user_id: z.nullable(id('user')),
        }),
      ),
    }),
  },
  errors: [],
  events: [],
});
