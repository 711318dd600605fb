/** Sends a code to the signed-in user's own address, so that they can show that it is theirs and keep what they enrolled. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';

export const beginEmailProofContract = defineContract({
  summary: "Send a code to the signed-in user's address",
  auth: ['user'],
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  replies: { 202: z.object({ flow_id: z.string(), expires_at: time }) },
  errors: ['not_found', 'rate_limited', 'conflict'],
  events: ['abuse.limit_reached', 'auth.code_requested'],
});
