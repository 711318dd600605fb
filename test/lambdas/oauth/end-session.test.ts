/** Sign-out at the client's request (OpenID RP-Initiated Logout 1.0), and that it is no open redirect. */
import { beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  cookieOf,
  getCode,
  locationOf,
  makePkce,
  makeVisitor,
  redeem,
  registerRedirect,
  type Visitor,
} from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const GOODBYE = 'https://app.test/goodbye';
let clinic: Clinic;

beforeAll(async () => {
  clinic = await makeClinic();
  await registerRedirect(clinic);
  await registerRedirect(clinic, GOODBYE, 'sign_out');
});

async function signedIn(): Promise<{ visitor: Visitor; idToken: string; accessToken: string }> {
  const visitor = await makeVisitor(clinic);
  const { verifier, challenge } = makePkce();
  const { body } = await redeem(visitor.person, await getCode(visitor, challenge), verifier);
  return { visitor, idToken: body.id_token, accessToken: body.access_token };
}

const endSession = (query: Record<string, string>, cookie?: string) =>
  request('GET /v1/auth/end-session', { query, ...(cookie && { cookies: [cookie] }) });

const statusOf = async (accessToken: string): Promise<number> =>
  (await request('GET /v1/me', { headers: bearer(accessToken) })).status;

test('ends the session of the ID token and the one of the hosted page, and returns with the state', async () => {
  const { visitor, idToken, accessToken } = await signedIn();
  const { person, cookie } = visitor;
  const query = { id_token_hint: idToken, post_logout_redirect_uri: GOODBYE, state: 'bye' };
  const answer = await endSession(query, cookie);
  expect(answer.status).toBe(302);
  expect(locationOf(answer).href).toBe(`${GOODBYE}?state=bye`);
  expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-hale_session=;.*Max-Age=0/)]);
  expect([await statusOf(accessToken), await statusOf(person.envelope.access_token)]).toEqual([401, 401]);
  const ended = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'session.revoked');
  expect(ended).toHaveLength(2);
});

test('an ID token that has expired is still a hint', async () => {
  const { idToken, accessToken } = await signedIn();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 });
  expect(JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()).exp * 1_000).toBeLessThan(
    Date.now(),
  );
  const answer = await endSession({ id_token_hint: idToken }).finally(() => vi.useRealTimers());
  expect(answer).toMatchObject({ status: 200, body: { signed_out: true } });
  expect(await statusOf(accessToken)).toBe(401);
});

test('without a hint it ends nothing: another site may have sent the browser here', async () => {
  const { visitor, accessToken } = await signedIn();
  const cookie = await cookieOf(visitor.person.userId, visitor.person.envelope.session_id);
  expect((await endSession({ client_id: clinic.projectId }, cookie)).status).toBe(200);
  expect([await statusOf(accessToken), await statusOf(visitor.person.envelope.access_token)]).toEqual([200, 200]);
});

test('a hint that was altered, or that is an access token, ends nothing', async () => {
  const { idToken, accessToken } = await signedIn();
  const [header, payload, signature = ''] = idToken.split('.');
  const forged = `${header}.${payload}.${signature.slice(0, -4)}AAAA`;
  for (const id_token_hint of [forged, accessToken]) {
    const answer = await endSession({ id_token_hint, client_id: clinic.projectId });
    expect(answer.status).toBe(400);
  }
  expect(await statusOf(accessToken)).toBe(200);
});

test.each([
  'https://app.test/goodbye/',
  'https://evil.test/',
  'https://app.test/callback',
  '//evil.test',
  'https://app.test/goodbye@evil.test',
])('%s is not returned to', async (post_logout_redirect_uri) => {
  const { idToken } = await signedIn();
  const answer = await endSession({ id_token_hint: idToken, post_logout_redirect_uri });
  expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
});
