/**
 * Tells a customer's server whether an access token's session still holds, at this moment and under the policy of this
 * moment (RFC 7662 in spirit). A user's own token may ask about itself.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';

const inactive = z.object({ active: z.literal(false), code: z.string() });
const active = z.object({
  active: z.literal(true),
  session_id: id('session'),
  user_id: id('user'),
  project_id: id('project'),
  organization_id: z.nullable(id('organization')),
  role: z.nullable(z.string()),
  amr: z.array(z.string()),
  acr: z.string(),
  auth_time: time,
  created_at: time,
  last_active_at: time,
  /** When the session ends unless it is refreshed before. */
  idle_expires_at: time,
  absolute_expires_at: time,
});

export const verifySessionContract = defineContract({
  summary: 'Check a session',
  auth: ['secret_key', 'user'],
  scopes: ['sessions:read'],
  access: ['token-key:read'],
  body: z.object({
    /** Required of a secret key. */
    access_token: z.optional(z.string().check(z.maxLength(8_192))),
    token: z.optional(z.string().check(z.maxLength(8_192))),
  }),
  replies: { 200: z.union([active, inactive]) },
  errors: ['validation_failed'],
  events: ['session.expired', 'session.refresh_refused'],
});
