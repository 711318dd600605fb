/** Changes the key that signs tokens. `compromised` refuses at once whatever the key signed; clients refresh and go on. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { kid, signingKeysSchema } from '../signing-key-schema.ts';

export const rotateSigningKeysContract = defineContract({
  summary: 'Rotate the key that signs tokens, or retire one that may be in wrong hands',
  auth: ['secret_key', 'operator'],
  scopes: ['signing_keys:write'],
  access: ['token-key:read'],
  body: z.strictObject({
    reason: z.enum(['planned', 'compromised']),
    /** With `compromised`: which key; the one that signs, unless it is named. */
    kid: z.optional(kid),
  }),
  replies: { 200: signingKeysSchema },
  errors: [
    'validation_failed',
    'recent_authentication_required',
    'not_found',
    'no_signing_key_left',
    'not_due_yet',
    'already_decided',
    'conflict',
  ],
  events: ['signing_key.rotated'],
});
