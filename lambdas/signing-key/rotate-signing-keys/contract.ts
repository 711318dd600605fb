/**
 * Changes the key that signs tokens. `compromised` refuses at once whatever the key signed; clients refresh and go on.
 * It names its key, so that whoever says it twice retires one; and a second one within a day takes two people.
 */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { kid, NAME_IT, signingKeysSchema } from '../signing-key-schema.ts';

export const rotateSigningKeysContract = defineContract({
  summary:
    'Rotate the key that signs tokens, or retire one that may be in wrong hands; 202 where another was retired within 24 hours, for that waits for a second person',
  auth: ['secret_key', 'operator'],
  scopes: ['signing_keys:write'],
  access: ['token-key:read', 'incident:publish'],
  body: z
    .strictObject({
      reason: z.enum(['planned', 'compromised']),
      /** With `compromised`, and then required: the current key, the next one, or the one before. */
      kid: z.optional(kid),
    })
    .check(
      z.refine(({ reason, kid }) => (reason === 'compromised') === (kid !== undefined), {
        error: NAME_IT,
        path: ['kid'],
      }),
    ),
  replies: { 200: signingKeysSchema, 202: pendingSchema },
  errors: [
    'forbidden',
    'recent_authentication_required',
    'signing_key_not_in_use',
    'no_signing_key_left',
    'not_due_yet',
    'already_decided',
    'second_person_required',
    'conflict',
  ],
  events: ['signing_key.rotated', 'approval.requested'],
});
