/** What the calling operator is and may do: for a console that shows no more than that. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { SCOPES } from '../../shared/principal.ts';
import { id, time } from '../../shared/vocabulary.ts';

export const getMyOperatorContract = defineContract({
  summary: 'Get the calling operator',
  auth: ['operator'],
  replies: {
    200: z.object({
      user_id: id('user'),
      project_id: id('project'),
      roles: z.array(z.string()),
      permissions: z.array(z.enum(SCOPES)),
      /** When they last proved who they are: some requests ask for at most 15 minutes. */
      auth_time: time,
    }),
  },
  errors: [],
  events: [],
});
