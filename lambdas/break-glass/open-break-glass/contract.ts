/**
 * Breaks the glass: an emergency operator, a reason, an incident, a scope and at most an hour. The token is shown once.
 * Works while the token key, mail, text messages and identity providers do not (ADR 0022).
 */
import * as z from 'zod/mini';
import { assertionCredential } from '../../passkey/credential-schema.ts';
import { MAX_REQUEST_ID } from '../../passkey/passkey.ts';
import { defineContract } from '../../shared/contract.ts';
import { email, id, time } from '../../shared/vocabulary.ts';
import { MAX_MINUTES } from '../break-glass.ts';
import { incidentId, permissions, reason, scopeSchema } from '../break-glass-schema.ts';

const EITHER = 'give request_id and credential, or email and recovery_code';

export const openBreakGlassContract = defineContract({
  summary: 'Break the glass: emergency access for at most an hour, alarmed and reviewed',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'hmac-key:derive', 'incident:publish'],
  body: z
    .strictObject({
      request_id: z.optional(z.string().check(z.maxLength(MAX_REQUEST_ID))),
      credential: z.optional(assertionCredential),
      email: z.optional(email),
      recovery_code: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
      reason,
      incident_id: incidentId,
      scope: z.strictObject({ permissions, organization_id: z.optional(id('organization')) }),
      minutes: z.int().check(z.gte(1), z.lte(MAX_MINUTES)),
      drill: z.optional(z.boolean()),
    })
    .check(
      z.refine(({ request_id, credential, email, recovery_code }) => {
        const passkey = request_id !== undefined && credential !== undefined;
        const code = email !== undefined && recovery_code !== undefined;
        const given = [request_id, credential, email, recovery_code].filter((member) => member !== undefined);
        return passkey !== code && given.length === 2;
      }, EITHER),
    ),
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
