/**
 * Begins the registration of a passkey: a signed-in user adds one, a customer's server enrols someone, or a stranger
 * signs up where the project allows it. Enrolling ends in a session of that person, so a key needs the scopes of both.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, id, text } from '../../shared/vocabulary.ts';
import { creationOptionsSchema } from '../creation-options-schema.ts';

export const beginRegistrationContract = defineContract({
  summary: 'Begin registering a passkey',
  auth: ['anonymous', 'secret_key', 'user'],
  scopes: ['users:write', 'sessions:write'],
  access: ['hmac-key:derive'],
  body: z.object({
    /** Required of everyone but a signed-in user. */
    email: z.optional(email),
    name: z.optional(text(100)),
    organization_id: z.optional(id('organization')),
  }),
  replies: {
    200: z.object({
      request_id: z.string(),
      options: creationOptionsSchema,
    }),
  },
  errors: [
    'validation_failed',
    'sign_up_closed',
    'user_disabled',
    'email_unverified',
    'recent_authentication_required',
    'policy_violation_passkey_required',
    'forbidden',
  ],
  events: [],
});
