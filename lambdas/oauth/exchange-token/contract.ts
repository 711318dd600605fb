/** The token endpoint (RFC 6749 §3.2): a code, a refresh token or a client's own credentials for tokens. */
import * as z from 'zod/mini';
import { readRefreshToken } from '../../session/refresh-token.ts';
import { defineContract } from '../../shared/contract.ts';
import { isId } from '../../shared/ids.ts';

const member = z.optional(z.string().check(z.maxLength(4_096)));
const named = z.object({ client_id: z.optional(z.string()), refresh_token: z.optional(z.string()) });

export const exchangeTokenContract = defineContract({
  summary: 'Exchange a code, a refresh token or client credentials for tokens',
  auth: ['anonymous', 'client'],
  budgets: { take: ['refresh_ip'], beside: true },
  /** A public client is its project; a refresh token names the project itself. */
  projectOf: (body) => {
    const { client_id, refresh_token } = named.safeParse(body).data ?? {};
    return client_id && isId('project', client_id) ? client_id : readRefreshToken(refresh_token ?? '')?.projectId;
  },
  dialect: 'oauth',
  bodyForm: 'form',
  access: ['ephemeral:read', 'ephemeral:write', 'hmac-key:derive', 'token-key:read', 'token-key:sign'],
  body: z.object({
    grant_type: member,
    code: member,
    redirect_uri: member,
    code_verifier: member,
    client_id: member,
    client_secret: member,
    refresh_token: member,
    scope: member,
  }),
  replies: {
    200: z.object({
      access_token: z.string(),
      token_type: z.literal('Bearer'),
      /** Seconds. */
      expires_in: z.int(),
      refresh_token: z.optional(z.string()),
      id_token: z.optional(z.string()),
      scope: z.optional(z.string()),
    }),
  },
  errors: [
    'invalid_grant',
    'invalid_scope',
    'unsupported_grant_type',
    'invalid_client',
    'validation_failed',
    'conflict',
  ],
  events: [
    'auth.signin_attempt',
    'auth.step_up_required',
    'client.token_issued',
    'oauth.code_redeemed',
    'oauth.code_refused',
    'session.created',
    'session.expired',
    'session.refresh_refused',
    'session.refreshed',
    'session.reused',
  ],
});
