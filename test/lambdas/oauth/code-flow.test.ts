/** The authorization code flow as a client sees it (OAuth 2.1 §4.1, OpenID Connect Core §3.1). */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  aRequest,
  authorize,
  exchangeToken,
  getCode,
  locationOf,
  makePkce,
  makeVisitor,
  REDIRECT,
  redeem,
  registerRedirect,
  type Visitor,
} from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { anonymously, type Clinic, join, makeClinic, makeOrganization, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

let clinic: Clinic;
let visitor: Visitor;

beforeAll(async () => {
  clinic = await makeClinic();
  await registerRedirect(clinic);
  visitor = await makeVisitor(clinic);
});

const isActive = async (accessToken: string): Promise<boolean> =>
  (await request('GET /v1/me', { headers: bearer(accessToken) })).status === 200;

describe('the flow', () => {
  test('code, tokens, userinfo: a session of its own with the proof of the one at the hosted page', async () => {
    const { verifier, challenge } = makePkce();
    const answer = await authorize(aRequest(clinic, challenge), visitor.cookie);
    expect(answer.status).toBe(302);
    const { origin, pathname, searchParams } = locationOf(answer);
    expect(`${origin}${pathname}`).toBe(REDIRECT);
    expect(searchParams.get('state')).toBe('af0ifjsldkj');
    expect(searchParams.get('iss')).toBe('https://auth.test');

    const { status, headers, body } = await redeem(visitor.person, searchParams.get('code') ?? '', verifier);
    expect([status, headers['cache-control'], body.token_type]).toEqual([200, 'no-store', 'Bearer']);
    const jwks = (await request('GET /v1/auth/.well-known/jwks.json')).body;
    const { payload } = await jwtVerify(body.id_token, createLocalJWKSet(jwks), {
      issuer: 'https://auth.test',
      audience: clinic.projectId,
      algorithms: ['EdDSA'],
    });
    const { email, userId, envelope } = visitor.person;
    expect(payload).toMatchObject({ sub: userId, nonce: 'n-0S6_WzA2Mj', acr: 'phr', email, name: 'A Person' });
    expect(payload.sid).not.toBe(envelope.session_id);
    const userinfo = await request('GET /v1/auth/userinfo', { headers: bearer(body.access_token) });
    expect(userinfo.body).toMatchObject({ sub: userId, email });

    const refreshed = await exchangeToken({
      grant_type: 'refresh_token',
      refresh_token: body.refresh_token,
      client_id: clinic.projectId,
    });
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.refresh_token).not.toBe(body.refresh_token);
    const types = (await eventsOf(clinic.projectId)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['oauth.code_issued', 'oauth.code_redeemed', 'session.refreshed']));
  });

  test('without a session the browser goes to the hosted page with the same request, and comes back', async () => {
    const { challenge } = makePkce();
    const asked = aRequest(clinic, challenge, { prompt: 'login' });
    const page = locationOf(await authorize(asked));
    expect(page.pathname).toBe('/sign-in/');
    const { since, ...same } = Object.fromEntries(page.searchParams);
    expect(same).toEqual(asked);
    const later = await makeVisitor(clinic);
    const back = locationOf(await authorize({ ...same, since }, later.cookie));
    expect(back.searchParams.get('code')).toMatch(/^ac_/);
    const forged = await authorize({ ...same, since: `1000000000000.${since?.split('.')[1]}` }, visitor.cookie);
    expect(locationOf(forged).pathname).toBe('/sign-in/');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 });
    const again = await authorize({ ...same, since }, later.cookie).finally(() => vi.useRealTimers());
    expect(locationOf(again).pathname, 'the same request another time asks again').toBe('/sign-in/');
  });

  test('no openid, no ID token; no offline_access, no refresh token', async () => {
    const { verifier, challenge } = makePkce();
    const code = await getCode(visitor, challenge, { scope: 'email' });
    const { body } = await redeem(visitor.person, code, verifier);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
  });

  test('the session is in the organization that the request names', async () => {
    const person = await makeVisitor(clinic);
    const open = await makeOrganization(clinic);
    await join(person.person, open);
    const { verifier, challenge } = makePkce();
    const code = await getCode(person, challenge, { organization_id: open });
    const { body } = await redeem(person.person, code, verifier);
    const me = await request('POST /v1/sessions/verify', { headers: bearer(body.access_token), body: {} });
    expect(me.body.organization_id).toBe(open);
  });
});

describe('what the client gets wrong', () => {
  const WRONG: readonly [what: string, change: Record<string, string | undefined>, error: string][] = [
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge of another length', { code_challenge: 'abc' }, 'invalid_request'],
    ['response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['response_type code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['response_mode fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['a scope that is none', { scope: 'openid admin' }, 'invalid_scope'],
    ['a max_age that is none', { max_age: '-1' }, 'invalid_request'],
    ['a prompt that is none', { prompt: 'create' }, 'invalid_request'],
  ];

  test.each(WRONG)('%s is told to the client, with its state', async (_, change, error) => {
    const answer = await authorize(aRequest(clinic, makePkce().challenge, change), visitor.cookie);
    const { origin, searchParams } = locationOf(answer);
    expect([answer.status, origin]).toEqual([302, 'https://app.test']);
    expect(Object.fromEntries(searchParams)).toMatchObject({ error, state: 'af0ifjsldkj', iss: 'https://auth.test' });
    expect(searchParams.has('code')).toBe(false);
  });

  test.each([
    'https://app.test/callback/',
    'https://app.test/Callback',
    'https://app.test:8443/callback',
    'https://app.test/callback?x=1',
    'https://app.test/callback#x',
    'https://app.test/a/../callback',
    'https://app.test/%63allback',
    'https://user@app.test/callback',
    'https://app.test.evil.test/callback',
    'http://app.test/callback',
    'javascript:alert(1)',
    '',
  ])('the redirect URI %j is shown as an error and never followed', async (redirect_uri) => {
    const answer = await authorize(aRequest(clinic, makePkce().challenge, { redirect_uri }), visitor.cookie);
    expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
    expect(answer.body.errors).toEqual([{ path: 'query.redirect_uri', message: expect.any(String) }]);
  });

  test('a client that the query does not name is an error, whatever a header says', async () => {
    const { client_id: _client, ...asked } = aRequest(clinic, makePkce().challenge);
    const query = asked as Record<string, string>;
    const answer = await request('GET /v1/auth/authorize', { headers: anonymously(clinic), query });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, 'query.client_id']);
  });

  test("another project's redirect URI is none of this one", async () => {
    const other = await makeClinic();
    await registerRedirect(other, 'https://other.test/callback');
    const asked = aRequest(clinic, makePkce().challenge, { redirect_uri: 'https://other.test/callback' });
    expect((await authorize(asked, visitor.cookie)).status).toBe(400);
  });

  test('prompt=none without a session is login_required', async () => {
    const answer = await authorize(aRequest(clinic, makePkce().challenge, { prompt: 'none' }));
    expect(locationOf(answer).searchParams.get('error')).toBe('login_required');
  });

  test('max_age asks for a newer proof', async () => {
    const person = await makeVisitor(clinic);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    const asked = (max_age: string) => authorize(aRequest(clinic, makePkce().challenge, { max_age }), person.cookie);
    expect(locationOf(await asked('60')).pathname).toBe('/sign-in/');
    expect(locationOf(await asked('62')).searchParams.has('code')).toBe(true);
    vi.useRealTimers();
  });

  test("a cookie of another project's person is nobody's", async () => {
    const stranger = await makeVisitor(await makeClinic());
    const answer = await authorize(aRequest(clinic, makePkce().challenge), stranger.cookie);
    expect(locationOf(answer).pathname).toBe('/sign-in/');
  });

  test('a refresh token is no cookie', async () => {
    const cookie = `__Host-hale_session=${visitor.person.envelope.refresh_token.replace(/^rt_/, 'hc_')}`;
    const answer = await authorize(aRequest(clinic, makePkce().challenge), cookie);
    expect(locationOf(answer).pathname).toBe('/sign-in/');
  });
});

describe('a code', () => {
  const refused = { status: 400, body: { error: 'invalid_grant' } };

  test('is worth nothing with a wrong verifier, another client or another redirect URI', async () => {
    const { verifier, challenge } = makePkce();
    const code = await getCode(visitor, challenge);
    const other = await makeClinic();
    expect(await redeem(visitor.person, code, makePkce().verifier)).toMatchObject(refused);
    expect(await redeem(visitor.person, code, '')).toMatchObject(refused);
    expect(await redeem(visitor.person, code, verifier, { client_id: other.projectId })).toMatchObject(refused);
    expect(await redeem(visitor.person, code, verifier, { redirect_uri: `${REDIRECT}/` })).toMatchObject(refused);
    expect(await redeem(visitor.person, `${code}x`, verifier)).toMatchObject(refused);
    expect((await redeem(visitor.person, code, verifier)).status).toBe(200);
    expect((await eventsOf(clinic.projectId)).filter(({ type }) => type === 'oauth.code_refused')).toHaveLength(3);
  });

  test('works once; a second use ends the session that the first one made', async () => {
    const { verifier, challenge } = makePkce();
    const code = await getCode(visitor, challenge);
    const { body } = await redeem(visitor.person, code, verifier);
    expect(await isActive(body.access_token)).toBe(true);
    expect(await redeem(visitor.person, code, verifier)).toMatchObject(refused);
    expect(await isActive(body.access_token)).toBe(false);
    expect((await eventsOf(clinic.projectId)).filter(({ type }) => type === 'session.reused')).toHaveLength(1);
  });

  test('redeemed a hundred times at once becomes one session', async () => {
    const { verifier, challenge } = makePkce();
    const code = await getCode(visitor, challenge);
    const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(visitor.person, code, verifier)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => ![200, 400, 503].includes(status))).toEqual([]);
  });

  test('lives sixty seconds', async () => {
    const [early, late] = [makePkce(), makePkce()];
    const person = await makeVisitor(clinic);
    const [first, second] = [await getCode(person, early.challenge), await getCode(person, late.challenge)];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 55_000 });
    expect((await redeem(person.person, first, early.verifier)).status).toBe(200);
    vi.setSystemTime(Date.now() + 6_000);
    expect(await redeem(person.person, second, late.verifier)).toMatchObject(refused);
    vi.useRealTimers();
  });

  test('is worth nothing after sign-out at the hosted page', async () => {
    const person = await makeVisitor(clinic);
    const { verifier, challenge } = makePkce();
    const code = await getCode(person, challenge);
    await request('POST /v1/auth/sign-out', { headers: bearer(person.person.envelope.access_token), body: {} });
    expect(await redeem(person.person, code, verifier)).toMatchObject(refused);
  });
});

test('what came of a code is over when the passkey behind it is removed', async () => {
  const { person, cookie } = await makeVisitor(clinic);
  const { verifier, challenge } = makePkce();
  const { body } = await redeem(person, await getCode({ person, cookie }, challenge), verifier);
  const headers = bearer(person.envelope.access_token);
  const second = makeAuthenticator();
  const begun = await request('POST /v1/auth/passkey/register/options', { headers, body: {} });
  const added = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: begun.body.request_id, credential: second.create(begun.body.options) },
  });
  const own = bearer(added.body.access_token);
  const [first] = (await request('GET /v1/me/passkeys', { headers: own })).body.data;
  const { body: kept } = await signIn({ clinic, passkey: second });
  expect(await isActive(body.access_token)).toBe(true);
  const removed = await request('DELETE /v1/me/passkeys/{id}', {
    headers: bearer(kept.access_token),
    params: { id: first.id },
  });
  expect(removed.status).toBe(200);
  expect(await isActive(body.access_token)).toBe(false);
});

describe('the token endpoint', () => {
  test.each([
    ['no grant_type', {}, 'invalid_request'],
    ['a grant of passwords', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no code', { grant_type: 'authorization_code' }, 'invalid_grant'],
    ['a refresh token that is none', { grant_type: 'refresh_token', refresh_token: 'rt_x' }, 'invalid_grant'],
  ])('%s', async (_, form, error) => {
    const answer = await exchangeToken({ client_id: clinic.projectId, ...form });
    expect(answer).toMatchObject({ status: 400, body: { error, error_description: expect.any(String) } });
  });

  test('JSON is no form, and no member comes twice', async () => {
    const headers = { 'x-authio-project': clinic.projectId };
    const json = await exchangeToken({ grant_type: 'x' }, { ...headers, 'content-type': 'application/json' });
    expect(json).toMatchObject({ status: 415, body: { error: 'invalid_request' } });
    const twice = await exchangeToken('grant_type=refresh_token&grant_type=authorization_code', headers);
    expect(twice).toMatchObject({ status: 400, body: { code: 'malformed_request', error: 'invalid_request' } });
  });
});
