/** The three grants of the token endpoint, each from its request to what RFC 6749 §5.1 answers. */

import { grantScopes } from '../m2m-client/m2m-client.ts';
import type { Envelope } from '../session/issue-tokens.ts';
import { refresh } from '../session/refresh.ts';
import { readRefreshToken } from '../session/refresh-token.ts';
import type { Request } from '../session/request.ts';
import { variable } from '../shared/environment.ts';
import { newId } from '../shared/ids.ts';
import type { ClientPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { signClaims } from '../token/sign-access-token.ts';
import { idTokenClaims, MACHINE_TOKEN_MS, machineClaims } from './id-token.ts';
import { type Redeemed, redeemCode } from './redeem-code.ts';

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly refresh_token?: string | undefined;
  readonly id_token?: string | undefined;
  readonly scope?: string | undefined;
}

const secondsUntil = (time: string, now: Date): number =>
  Math.max(0, Math.floor((Date.parse(time) - now.getTime()) / 1000));

const tokensOf = ({ access_token, expires_at }: Envelope, now: Date) => ({
  access_token,
  token_type: 'Bearer' as const,
  expires_in: secondsUntil(expires_at, now),
});

async function idTokenOf({ envelope, grant, proof }: Redeemed, now: Date): Promise<string> {
  const { user, access_token, expires_at } = envelope;
  return signClaims(
    idTokenClaims(
      {
        issuer: variable('ISSUER'),
        clientId: grant.clientId,
        session: {
          amr: proof.amr,
          acr: proof.acr,
          authTimeMs: proof.atMs,
          id: envelope.session_id,
          userId: user.id,
          organizationId: envelope.active_organization?.id,
        },
        user: { email: user.email, emailVerified: user.email_verified, name: user.name ?? undefined },
        scopes: grant.scopes,
        nonce: grant.nonce,
        accessToken: access_token,
        expiresAt: Date.parse(expires_at),
      },
      now,
    ),
  );
}

export interface TokenRequest {
  readonly code?: string | undefined;
  readonly redirect_uri?: string | undefined;
  readonly code_verifier?: string | undefined;
  readonly client_id?: string | undefined;
  readonly refresh_token?: string | undefined;
}

export async function byCode(request: Request, body: TokenRequest): Promise<Result<TokenAnswer, 'invalid_grant'>> {
  const redeemed = await redeemCode(request, {
    code: body.code ?? '',
    redirectUri: body.redirect_uri ?? '',
    verifier: body.code_verifier ?? '',
    clientId: body.client_id ?? '',
  });
  if (!redeemed.ok) return redeemed;
  const { envelope, grant } = redeemed.value;
  const { scopes } = grant;
  return ok({
    ...tokensOf(envelope, request.now),
    ...(scopes.includes('offline_access') && { refresh_token: envelope.refresh_token }),
    ...(scopes.includes('openid') && { id_token: await idTokenOf(redeemed.value, request.now) }),
    scope: scopes.join(' '),
  });
}

/** The same rotation as that of `POST /v1/auth/refresh`: whatever is refused there is `invalid_grant` here. */
export async function byRefreshToken(
  request: Request,
  body: TokenRequest,
): Promise<Result<TokenAnswer, 'invalid_grant'>> {
  const token = readRefreshToken(body.refresh_token ?? '');
  if (token?.projectId !== request.project.id) return err('invalid_grant');
  // A client of this protocol has no way to say that a person did something.
  const refreshed = await refresh(request, token, request.project.settings.idle_activity === 'refresh');
  if (!refreshed.ok) return err('invalid_grant');
  return ok({ ...tokensOf(refreshed.value, request.now), refresh_token: refreshed.value.refresh_token });
}

export async function byClientCredentials(
  { now, commit }: Request,
  client: ClientPrincipal,
  asked: string | undefined,
): Promise<Result<TokenAnswer, 'invalid_scope'>> {
  const scopes = grantScopes({ scopes: client.allowed }, asked);
  if (!scopes.ok) return scopes;
  const jti = newId('request', now);
  const claims = machineClaims(
    variable('ISSUER'),
    { id: client.clientId, projectId: client.projectId },
    scopes.value,
    jti,
    now,
  );
  const token = await signClaims(claims);
  await commit([], {
    type: 'client.token_issued',
    target: { type: 'client', id: client.clientId },
    detail: { scopes: [...scopes.value] },
  });
  return ok({
    access_token: token,
    token_type: 'Bearer',
    expires_in: MACHINE_TOKEN_MS / 1000,
    scope: scopes.value.join(' '),
  });
}
