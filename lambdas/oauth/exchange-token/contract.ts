/** The token endpoint (RFC 6749 §3.2): a code, a refresh token or a client's own credentials for tokens. */
import * as z from 'zod/mini';
import { readRefreshToken } from '../../session/refresh-token.ts';
import { defineContract } from '../../shared/contract.ts';
import { isId } from '../../shared/ids.ts';
import { tokenAnswer, tokenRequest } from '../token-schema.ts';

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
  body: tokenRequest,
  replies: { 200: tokenAnswer },
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
