/** Exchanges a refresh token for the next one and a new access token. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { envelopeSchema } from '../envelope-schema.ts';
import { GATE_ERRORS } from '../gate.ts';
import { readRefreshToken } from '../refresh-token.ts';
import { LIMIT_ERRORS } from '../session.ts';

const namesToken = z.object({ refresh_token: z.string() });

export const refreshSessionContract = defineContract({
  summary: 'Refresh a session',
  auth: ['anonymous'],
  budgets: { take: ['refresh_ip'], beside: true },
  projectOf: (body) => {
    const named = namesToken.safeParse(body);
    return named.success ? readRefreshToken(named.data.refresh_token)?.projectId : undefined;
  },
  access: ['hmac-key:derive', 'token-key:read', 'token-key:sign'],
  body: z
    .object({
      refresh_token: z.optional(z.string().check(z.maxLength(256))),
      /** Whether a person did something since the last one: only that puts the idle limit off (ADR 0019). */
      activity: z.optional(z.boolean()),
      /** How older clients say that nobody did. */
      background: z.optional(z.boolean()),
    })
    .check(z.refine(({ activity, background }) => !(activity && background), 'activity and background contradict')),
  replies: { 200: envelopeSchema },
  errors: [
    'missing_refresh_token',
    'invalid_refresh_token',
    'session_expired',
    'conflict',
    ...LIMIT_ERRORS,
    ...GATE_ERRORS,
  ],
  events: ['session.refreshed', 'session.refresh_refused', 'session.reused', 'session.expired'],
});
