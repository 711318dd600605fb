/** Sends a one-time code by mail or SMS. Known and unknown addresses get the same answer (security.md, rows 1 and 25). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';

const address = z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(254)));

export const sendOtpContract = defineContract({
  summary: 'Send a one-time code',
  auth: ['anonymous'],
  budgets: { take: ['send_ip'] },
  access: ['ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  body: z.object({
    /** An e-mail address or a telephone number in E.164; `email` and `phone` say which. One of the three. */
    destination: address,
    email: address,
    phone: address,
    /** By which means the code goes to the person whose address it is; that of the address unless said otherwise. */
    channel: z.optional(z.enum(['email', 'sms'])),
    organization_id: z.optional(id('organization')),
  }),
  replies: { 202: z.object({ flow_id: z.string(), expires_at: time }) },
  errors: ['validation_failed', 'conflict'],
  events: ['abuse.limit_reached', 'auth.code_requested'],
});
