/** Who the access token stands for (OpenID Connect Core §5.3). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const getUserinfoContract = defineContract({
  summary: 'Tell who the signed-in user is, in the words of OpenID Connect',
  auth: ['user'],
  impersonation: 'read',
  replies: {
    200: z.object({
      sub: id('user'),
      email: z.string(),
      email_verified: z.boolean(),
      name: z.optional(z.string()),
      act_org: z.nullable(id('organization')),
    }),
  },
  errors: [],
  events: [],
});
