/**
 * Breaks the glass: an emergency operator, a reason, an incident, a scope and at most an hour. The token is shown once.
 * Works while the token key, mail, text messages and identity providers do not (ADR 0022).
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';
import { openingSchema, scopeSchema } from '../break-glass-schema.ts';

export const openBreakGlassContract = defineContract({
  summary: 'Break the glass: emergency access for at most an hour, alarmed and reviewed',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'hmac-key:derive', 'incident:publish'],
  body: openingSchema,
  replies: {
    201: z.object({
      id: id('breakGlass'),
      token: z.string(),
      expires_at: time,
      scope: scopeSchema,
      drill: z.boolean(),
      alarm: z.enum(['delivered', 'pending']),
    }),
  },
  errors: [
    'challenge_expired',
    'conflict',
    'forbidden',
    'invalid_credentials',
    'not_found',
    'passkey.no_credential',
    'passkey_verification_failed',
    'rate_limited',
    'user_disabled',
  ],
  events: [
    'abuse.limit_reached',
    'break_glass.alarmed',
    'break_glass.opened',
    'break_glass.refused',
    'passkey.suspected',
    'recovery_codes.used',
  ],
});
