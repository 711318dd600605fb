/**
 * Signs out at the client's request (OpenID RP-Initiated Logout 1.0): the session that the ID token names and the one of
 * the hosted page in this browser. Only a registered address is returned to.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { readIdToken } from '../id-token.ts';

const member = z.optional(z.string().check(z.maxLength(8_192)));
const named = z.object({ client_id: z.optional(z.string()), id_token_hint: z.optional(z.string()) });

export const endSessionContract = defineContract({
  summary: 'Sign out and return to a registered address',
  auth: ['anonymous'],
  projectOf: (_body, asked) => {
    const { client_id, id_token_hint } = named.safeParse(asked).data ?? {};
    return client_id ?? readIdToken(id_token_hint ?? '')?.aud;
  },
  access: ['hmac-key:derive', 'token-key:read'],
  query: z.object({
    id_token_hint: member,
    client_id: member,
    post_logout_redirect_uri: member,
    state: member,
    logout_hint: member,
    ui_locales: member,
  }),
  replies: { 200: z.object({ signed_out: z.literal(true) }), 302: null },
  errors: ['validation_failed', 'invalid_grant'],
  events: ['session.check_refused', 'session.expired', 'session.revoked'],
});
