/** Sends a code to a number that the signed-in user says is theirs. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';

export const enrolPhoneContract = defineContract({
  summary: 'Begin to enrol a telephone number for codes',
  auth: ['user'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  body: z.object({ phone: z.string().check(z.trim(), z.minLength(1), z.maxLength(40)) }),
  replies: { 202: z.object({ flow_id: z.string(), expires_at: time }) },
  errors: [
    'validation_failed',
    'recent_authentication_required',
    'already_enrolled',
    'not_found',
    'rate_limited',
    'conflict',
  ],
  events: ['abuse.limit_reached', 'auth.code_requested'],
});
