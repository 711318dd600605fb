/** Cookie mode of the hosted page: the refresh token stays where no script reads it, and no other site can use it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  anonymously,
  type Clinic,
  enrol,
  join,
  makeClinic,
  makeOrganization,
  type Person,
} from '../../dynamodb/people.ts';
import { bearer, type Reply } from '../../dynamodb/world.ts';

const ORIGIN = 'http://localhost:4100';
const page = (clinic: Clinic, more: Record<string, string> = {}) => ({
  ...anonymously(clinic),
  'x-authio-session': 'cookie',
  origin: ORIGIN,
  'sec-fetch-site': 'same-origin',
  ...more,
});

let clinic: Clinic;
let person: Person;
beforeEach(async () => {
  clinic = await makeClinic();
  person = await enrol(clinic);
});

async function signIn(headers = page(clinic)): Promise<Reply> {
  const begun = await request('POST /v1/auth/passkey/login/options', { headers, body: {} });
  if (begun.status !== 200) return begun;
  const credential = person.passkey.get(begun.body.options);
  return request('POST /v1/auth/passkey/login/verify', {
    headers,
    body: { request_id: begun.body.request_id, credential },
  });
}

const cookieOf = ({ cookies }: Reply): string => cookies[0]?.split(';')[0] ?? '';
const refresh = (cookie: string, headers = page(clinic)) =>
  request('POST /v1/auth/refresh', { headers, cookies: [cookie], body: {} });

describe('a sign-in in cookie mode', () => {
  test('gives the refresh token to the browser alone: host-bound, secure, unreadable for scripts', async () => {
    const signed = await signIn();
    expect(signed.status).toBe(200);
    expect(signed.body).not.toHaveProperty('refresh_token');
    expect(signed.cookies).toEqual([
      expect.stringMatching(/^__Host-hale_session=hc_[A-Za-z0-9_-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('goes on by the cookie, which changes each time', async () => {
    const signed = await signIn();
    const next = await refresh(cookieOf(signed));
    expect([next.status, next.body.session_id]).toEqual([200, signed.body.session_id]);
    expect(cookieOf(next)).not.toBe(cookieOf(signed));
    expect((await refresh(cookieOf(next))).status).toBe(200);
  });

  test('a spent cookie ends the session', async () => {
    const first = await signIn();
    const second = await refresh(cookieOf(first));
    const third = await refresh(cookieOf(second));
    expect((await refresh(cookieOf(first))).status).toBe(401);
    expect((await refresh(cookieOf(third))).status).toBe(401);
  });

  test('ends with sign-out, which takes the cookie away', async () => {
    const signed = await signIn();
    const out = await request('POST /v1/auth/sign-out', {
      headers: { ...bearer(signed.body.access_token), origin: ORIGIN },
      cookies: [cookieOf(signed)],
      body: {},
    });
    expect(out.cookies).toEqual([expect.stringMatching(/^__Host-hale_session=;.*Max-Age=0$/)]);
    expect((await refresh(cookieOf(signed))).status).toBe(401);
  });
});

describe('a page that was loaded again has its cookie and nothing else', () => {
  const signOut = (cookies: string[], headers: Record<string, string> = page(clinic)) =>
    request('POST /v1/auth/sign-out', { headers, cookies, body: {} });

  test('signs out by it', async () => {
    const signed = await signIn();
    const out = await signOut([cookieOf(signed)]);
    expect([out.status, out.cookies]).toEqual([204, [expect.stringMatching(/Max-Age=0$/)]]);
    expect((await refresh(cookieOf(signed))).status).toBe(401);
    expect((await signOut([cookieOf(signed)])).body.code, 'once').toBe('unauthenticated');
  });

  test('also by the one from before it went to another organization, whose answer was lost', async () => {
    const [signed, org] = [await signIn(), await makeOrganization(clinic)];
    await join(person, org);
    const moved = await request('POST /v1/sessions/select-org', {
      headers: { ...page(clinic), ...bearer(signed.body.access_token) },
      body: { organization_id: org },
    });
    expect((await signOut([cookieOf(signed)])).status).toBe(204);
    expect((await refresh(cookieOf(moved))).status).toBe(401);
    const ends = (await eventsOf(org)).filter(({ target }) => target.id === signed.body.session_id);
    expect(ends.map(({ type }) => type)).toEqual([
      'session.organization_selected',
      'session.revoked',
      'session.refresh_refused',
    ]);
  });

  test('nobody else does, and not with a token for a cookie', async () => {
    const signed = await signIn();
    const elsewhere = page(clinic, { origin: 'https://evil.test' });
    expect((await signOut([cookieOf(signed)], elsewhere)).body.code).toBe('forbidden');
    expect((await signOut([cookieOf(signed)], anonymously(clinic))).body.code).toBe('unauthenticated');
    const token = person.envelope.refresh_token.replace(/^rt_/, 'hc_');
    expect((await signOut([`__Host-hale_session=${token}`])).body.code).toBe('unauthenticated');
    expect((await refresh(cookieOf(signed))).status).toBe(200);
  });

  test('finds that it was away too long, which is written', async () => {
    const signed = await signIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    const out = await signOut([cookieOf(signed)]).finally(() => vi.useRealTimers());
    expect(out).toMatchObject({ status: 401, body: { code: 'policy_violation_session_idle' } });
    const ended = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'session.expired');
    expect(ended).toMatchObject([{ target: { id: signed.body.session_id }, reason: out.body.code }]);
  });

  test('and reads nothing by it', async () => {
    const signed = await signIn();
    const read = await request('GET /v1/me', { headers: page(clinic), cookies: [cookieOf(signed)] });
    expect(read.body.code).toBe('unauthenticated');
  });
});

describe('a cookie is no token, and a token no cookie', () => {
  test("a cookie's value is refused in a body", async () => {
    const value = cookieOf(await signIn()).split('=')[1] ?? '';
    for (const refresh_token of [value, value.replace(/^hc_/, 'rt_')]) {
      const answer = await request('POST /v1/auth/refresh', { headers: anonymously(clinic), body: { refresh_token } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } });
    }
  });

  test('a refresh token is refused in a cookie', async () => {
    const value = person.envelope.refresh_token.replace(/^rt_/, 'hc_');
    expect((await refresh(`__Host-hale_session=${value}`)).status).toBe(401);
  });

  test('a cookie without the mode is not looked at', async () => {
    const cookie = cookieOf(await signIn());
    const answer = await refresh(cookie, anonymously(clinic) as never);
    expect(answer).toMatchObject({ status: 401, body: { code: 'missing_refresh_token' } });
  });

  test("the cookie of another project's session is refused", async () => {
    const cookie = cookieOf(await signIn());
    const other = await makeClinic();
    expect((await refresh(cookie, page(other))).status).toBe(401);
  });
});

describe("another site's page", () => {
  test.each([
    ['names its own origin', { origin: 'https://evil.test' }],
    ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['comes from a sibling host', { 'sec-fetch-site': 'same-site' }],
    ['names no origin that is one', { origin: 'null' }],
  ])('%s: neither signs in nor refreshes', async (_, wrong) => {
    const cookie = cookieOf(await signIn());
    const headers = page(clinic, wrong);
    expect(await signIn(headers)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await refresh(cookie, headers)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await refresh(cookie)).status).toBe(200);
  });

  test('a page that reads from its own origin names none, and is let in', async () => {
    const headers = { ...anonymously(clinic), 'x-authio-session': 'cookie' };
    const read = (more: object) => request('GET /v1/auth/sign-in-options', { headers: { ...headers, ...more } });
    expect((await read({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect([(await read({})).status, (await read({ 'sec-fetch-site': 'none' })).status]).toEqual([403, 403]);
  });
});
