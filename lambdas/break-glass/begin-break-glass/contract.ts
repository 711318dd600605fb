/** Begins to break the glass with a passkey. Nobody is looked up: whoever asks gets the same answer. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const beginBreakGlassContract = defineContract({
  summary: 'Begin to break the glass with a passkey',
  auth: ['anonymous'],
  access: ['hmac-key:derive'],
  body: z.strictObject({}),
  replies: {
    200: z.object({
      request_id: z.string(),
      /** PublicKeyCredentialRequestOptionsJSON (WebAuthn L3 §5.5). */
      options: z.object({
        challenge: z.string(),
        rpId: z.string(),
        timeout: z.int(),
        userVerification: z.literal('required'),
      }),
    }),
  },
  errors: [],
  events: [],
});
