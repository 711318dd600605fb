/**
 * Signs in whoever opens a link that was sent to their address. By POST alone: scanners and previews of mail programs
 * follow links, and must not use them up.
 */
import * as z from 'zod/mini';
import { envelopeSchema } from '../../session/envelope-schema.ts';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { defineContract } from '../../shared/contract.ts';

export const openMagicLinkContract = defineContract({
  summary: 'Sign in with a magic link',
  auth: ['anonymous'],
  budgets: { take: ['sign_in_ip'] },
  access: ['ephemeral:read', 'ephemeral:write', 'hmac-key:derive', 'token-key:read', 'token-key:sign'],
  query: z.object({ token: z.string().check(z.maxLength(64)) }),
  replies: { 200: envelopeSchema },
  errors: ['token_consumed', 'link_opened_elsewhere', ...MINT_ERRORS],
  events: [
    'auth.challenge_failed',
    'auth.link_opened',
    'auth.signin_attempt',
    'auth.step_up_required',
    'passkey.removed',
    'password.removed',
    'phone.removed',
    'risk.decided',
    'risk.decided',
    'session.created',
    'session.revoked',
    'totp.removed',
    'user.profile_updated',
    'user.updated',
  ],
});
