/**
 * Prepares the answer to a challenge for one more factor: the options of a passkey, or a code that is sent. Somebody who
 * is signed in and names no challenge gets one, to prove again who they are, or more than before.
 */
import * as z from 'zod/mini';
import { GATE_ERRORS } from '../../session/gate.ts';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';
import { challengeId, method } from '../step-up-schema.ts';

export const beginStepUpContract = defineContract({
  summary: 'Begin answering a step-up challenge',
  auth: ['anonymous', 'user'],
  access: ['ephemeral:read', 'ephemeral:spend', 'ephemeral:write', 'hmac-key:derive'],
  budgets: { take: ['sign_in_ip'] },
  body: z.object({
    /** Required of who has no access token. */
    challenge_id: z.optional(challengeId),
    method: z.optional(method),
    /** Where somebody who is signed in wants to go, if that takes more than they have proven. */
    organization_id: z.optional(id('organization')),
  }),
  replies: {
    200: z.object({
      challenge_id: challengeId,
      methods: z.array(method),
      expires_at: time,
      method: z.optional(method),
      /** PublicKeyCredentialRequestOptionsJSON (WebAuthn L3 §5.5). */
      options: z.optional(
        z.object({
          challenge: z.string(),
          rpId: z.string(),
          timeout: z.int(),
          userVerification: z.literal('required'),
          allowCredentials: z.array(
            z.object({ type: z.literal('public-key'), id: z.string(), transports: z.array(z.string()) }),
          ),
        }),
      ),
      /** Where a code was sent, as far as it may be shown. */
      destination: z.optional(z.string()),
    }),
  },
  errors: [
    'challenge_expired',
    'conflict',
    'method_not_offered',
    'not_enrolled',
    'rate_limited',
    'recent_authentication_required',
    'unauthenticated',
    ...GATE_ERRORS,
  ],
  events: ['abuse.limit_reached', 'auth.code_requested', 'auth.step_up_required'],
});
