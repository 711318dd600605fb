/** The signed-in user. */
import { defineContract } from '../../shared/contract.ts';
import { userSchema } from '../../user/user-schema.ts';

export const getMeContract = defineContract({
  summary: 'Get the signed-in user',
  auth: ['user'],
  impersonation: 'read',
  replies: { 200: userSchema },
  errors: [],
  events: [],
});
