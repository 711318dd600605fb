/**
 * A stock OpenID client that knows nothing of Hale completes the code flow and the client_credentials grant against the
 * local cloud (openid-client, certified by the OpenID Foundation as a relying party).
 */

import * as openid from 'openid-client';
import { ClientSecretBasic, ClientSecretPost, None } from 'openid-client';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RequestOptions } from '../passkey-authenticator.ts';
import { type Clinic, call, enrol, good, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

const REDIRECT = 'http://localhost:3999/callback';
const GOODBYE = 'http://localhost:3999/goodbye';
let clinic: Clinic;
let cookie: string;
let userId: string;
let config: openid.Configuration;

const discover = (clientId: string, auth: openid.ClientAuth, secret?: string) =>
  openid.discovery(new URL(cloud.apiUrl), clientId, secret, auth, { execute: [openid.allowInsecureRequests] });

interface Ceremony {
  readonly request_id: string;
  readonly options: RequestOptions;
}

/** The person signs in at the hosted page: the same calls in cookie mode. */
async function signInAtPage(): Promise<{ cookie: string; userId: string }> {
  const { authenticator, envelope } = await enrol(clinic, { email: 'kim@clinic.test' });
  const headers = {
    'content-type': 'application/json',
    'x-authio-project': clinic.projectId,
    'x-authio-session': 'cookie',
    origin: cloud.apiUrl,
    'sec-fetch-site': 'same-origin',
  };
  const post = (path: string, body: unknown) =>
    fetch(`${cloud.apiUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const begun = (await (await post('/v1/auth/passkey/login/options', {})).json()) as Ceremony;
  const credential = authenticator.get(begun.options);
  const finished = await post('/v1/auth/passkey/login/verify', { request_id: begun.request_id, credential });
  expect(finished.status).toBe(200);
  expect(await finished.json()).not.toHaveProperty('refresh_token');
  const [set = ''] = finished.headers.getSetCookie();
  expect(set).toMatch(/^__Host-hale_session=[^;]+;.*Secure;.*HttpOnly/);
  return { cookie: set.split(';')[0] ?? '', userId: envelope.user.id };
}

beforeAll(async () => {
  clinic = await makeClinic('OpenID clinic');
  for (const [uri, use] of [
    [REDIRECT, 'sign_in'],
    [GOODBYE, 'sign_out'],
  ])
    await good('POST', '/v1/redirect-uris', { bearer: clinic.secret, body: { uri, use } });
  ({ cookie, userId } = await signInAtPage());
  config = await discover(clinic.projectId, None());
});

async function follow(url: URL, withCookie = cookie): Promise<URL> {
  const answer = await fetch(url, { redirect: 'manual', headers: { cookie: withCookie } });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '', cloud.apiUrl);
}

describe('the code flow', () => {
  test('from discovery to sign-out', async () => {
    const verifier = openid.randomPKCECodeVerifier();
    const [state, nonce] = [openid.randomState(), openid.randomNonce()];
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: 'openid email profile offline_access',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    expect((await follow(url, '')).pathname).toBe('/sign-in/');
    const back = await follow(url);
    const tokens = await openid.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    expect(tokens.claims()).toMatchObject({ sub: userId, acr: 'phr', email: 'kim@clinic.test' });
    const profile = await openid.fetchUserInfo(config, tokens.access_token, userId);
    expect(profile.email).toBe('kim@clinic.test');

    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);

    await expect(
      openid.authorizationCodeGrant(config, back, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
      }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    // The second use of the code ended the session that it had become.
    expect((await call('GET', '/v1/me', { bearer: refreshed.access_token })).status).toBe(401);

    const end = openid.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: GOODBYE,
      state: 'bye',
    });
    expect((await follow(end)).href).toBe(`${GOODBYE}?state=bye`);
  });
});

describe('client_credentials', () => {
  test.each([
    ['basic', ClientSecretBasic],
    ['post', ClientSecretPost],
  ])('by client_secret_%s', async (_, auth) => {
    const machine = await good<{ client_id: string; client_secret: string }>('POST', '/v1/m2m-clients', {
      bearer: clinic.secret,
      body: { name: 'Lab import', scopes: ['records:read'] },
    });
    const its = await discover(machine.client_id, auth(machine.client_secret), machine.client_secret);
    const tokens = await openid.clientCredentialsGrant(its, { scope: 'records:read' });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'records:read', expires_in: 300 });
  });

  test('with a wrong secret it is refused', async () => {
    const its = await discover(`mci_${'0'.repeat(26)}`, ClientSecretPost('wrong'), 'wrong');
    await expect(openid.clientCredentialsGrant(its)).rejects.toMatchObject({ status: 401 });
  });
});
