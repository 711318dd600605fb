/** Begins a sign-in with a passkey. Known and unknown addresses get the same answer (security.md, row 1). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, id } from '../../shared/vocabulary.ts';

export const beginSignInContract = defineContract({
  summary: 'Begin signing in with a passkey',
  auth: ['anonymous'],
  access: ['hmac-key:derive'],
  body: z.object({ email: z.optional(email), organization_id: z.optional(id('organization')) }),
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
