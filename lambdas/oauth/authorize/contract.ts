/**
 * Begins a code flow (OAuth 2.1 §4.1.1). Errors of client and redirect URI are shown here; all others are told to the
 * client, by a redirect (RFC 6749 §4.1.2.1).
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { MEMBERS } from '../oauth.ts';

const member = z.optional(z.string().check(z.maxLength(2_048)));
const query = z.object(
  Object.fromEntries(MEMBERS.map((name) => [name, member] as const)) as Record<(typeof MEMBERS)[number], typeof member>,
);
const named = z.object({ client_id: z.string() });

export const authorizeContract = defineContract({
  summary: 'Begin an authorization code flow with PKCE',
  auth: ['anonymous'],
  projectOf: (_body, asked) => {
    const read = named.safeParse(asked);
    return read.success ? read.data.client_id : undefined;
  },
  access: ['ephemeral:write', 'hmac-key:derive'],
  query,
  replies: { 302: null },
  errors: ['validation_failed', 'conflict'],
  events: [
    'auth.signin_attempt',
    'oauth.code_issued',
    'session.check_refused',
    'session.expired',
    'session.refresh_refused',
  ],
});
