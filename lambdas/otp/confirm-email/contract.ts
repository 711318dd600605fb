/** Shows that the signed-in user's address is theirs: the code went there. */
import { defineContract } from '../../shared/contract.ts';
import { userSchema } from '../../user/user-schema.ts';
import { codeAnswer } from '../otp-schema.ts';

export const confirmEmailContract = defineContract({
  summary: "Confirm the signed-in user's address",
  auth: ['user'],
  access: ['ephemeral:read', 'ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  body: codeAnswer,
  replies: { 200: userSchema },
  errors: ['invalid_code', 'not_found', 'rate_limited', 'conflict'],
  events: ['abuse.limit_reached', 'auth.challenge_failed', 'user.profile_updated'],
});
