/** What a user may change of themselves: their name. E-mail, phone and status are the organization's to change. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { userName, userSchema } from '../../user/user-schema.ts';

export const updateMeContract = defineContract({
  summary: 'Change the signed-in user',
  auth: ['user'],
  impersonation: 'write',
  body: z.strictObject({ name: z.optional(z.nullable(userName)) }),
  replies: { 200: userSchema },
  errors: ['conflict', 'not_found'],
  events: ['user.profile_updated'],
});
