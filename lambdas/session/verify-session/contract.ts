/**
 * Tells a customer's server whether an access token's session still holds, at this moment and under the policy of this
 * moment (RFC 7662 in spirit), and takes from it that a person was there. A user's own token may do so for itself.
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
  /** When the session ends unless a person does something before. */
  idle_expires_at: time,
  absolute_expires_at: time,
  /** Where an operator acts as the user. */
  impersonation: z.nullable(
    z.object({ id: id('impersonation'), impersonator_user_id: id('user'), writes: z.boolean() }),
  ),
});

export const verifySessionContract = defineContract({
  summary: 'Check a session',
  auth: ['secret_key', 'user'],
  impersonation: 'read',
  scopes: ['sessions:read'],
  access: ['token-key:read'],
  body: z.object({
    /** Required of a secret key. */
    access_token: z.optional(z.string().check(z.maxLength(8_192))),
    token: z.optional(z.string().check(z.maxLength(8_192))),
    /** Whether a person caused what is checked: only that puts the idle limit off. Not said, nobody was there. */
    activity: z.optional(z.boolean()),
  }),
  replies: { 200: z.union([active, inactive]) },
  errors: ['validation_failed'],
  events: ['session.active', 'session.check_refused', 'session.expired'],
});
