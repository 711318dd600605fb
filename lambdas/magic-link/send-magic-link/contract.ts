/** Sends a link that signs in. Known and unknown addresses get the same answer (security.md, rows 1 and 25). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, id, time } from '../../shared/vocabulary.ts';

export const sendMagicLinkContract = defineContract({
  summary: 'Send a magic link',
  auth: ['anonymous'],
  budgets: { take: ['send_ip'] },
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  body: z.object({
    destination: email,
    /** Exactly as it was registered; the link is this address with a parameter `token`, for the callback. */
    redirect_uri: z.string().check(z.minLength(1), z.maxLength(1_000)),
    organization_id: z.optional(id('organization')),
  }),
  replies: { 202: z.object({ expires_at: time }) },
  errors: ['validation_failed', 'conflict'],
  events: ['abuse.limit_reached', 'auth.link_requested'],
});
