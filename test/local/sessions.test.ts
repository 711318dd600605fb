/** A session's life against the deployed API: activity, a proof again, lists, the hosted page's cookie, and its ends. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { RequestOptions } from '../passkey-authenticator.ts';
import { type Clinic, call, type Envelope, enrol, good, makeClinic, signIn } from './clinic.ts';
import { cloud } from './cloud.ts';

let clinic: Clinic;
let person: Awaited<ReturnType<typeof enrol>>;
beforeAll(async () => {
  clinic = await makeClinic('Sessions');
  person = await enrol(clinic, { email: 'sessions@clinic.test' });
});

const sessions = async (bearer: string) =>
  (
    await good<{ data: { id: string; current: boolean; network: string | null }[] }>('GET', '/v1/me/sessions', {
      bearer,
    })
  ).data;
const codeOf = async (method: string, path: string, bearer: string, body?: unknown) =>
  (await call<{ code?: string }>(method, path, { bearer, body })).body?.code;

describe('a session', () => {
  test('is checked by the customer’s server, which may say that the person was there', async () => {
    const { access_token } = await signIn(clinic, person.authenticator);
    const state = await good<{ active: boolean; idle_expires_at: string }>('POST', '/v1/sessions/verify', {
      bearer: clinic.secret,
      body: { access_token, activity: true },
    });
    expect(state.active).toBe(true);
    expect(Date.parse(state.idle_expires_at)).toBeGreaterThan(Date.now());
  });

  test('is replaced by one that begins with a proof of this moment', async () => {
    const before = await signIn(clinic, person.authenticator);
    const begun = await good<{ challenge_id: string; methods: string[]; options: RequestOptions }>(
      'POST',
      '/v1/auth/step-up/options',
      { bearer: before.access_token, body: { method: 'passkey' } },
    );
    expect(begun.methods).toEqual(['passkey']);
    const after = await good<Envelope>('POST', '/v1/auth/step-up/verify', {
      project: clinic.projectId,
      body: {
        challenge_id: begun.challenge_id,
        method: 'passkey',
        credential: person.authenticator.get(begun.options),
      },
    });
    expect(after.session_id).not.toBe(before.session_id);
    expect(await codeOf('GET', '/v1/me', before.access_token)).toBe('session_expired');
    expect((await call('GET', '/v1/me', { bearer: after.access_token })).status).toBe(200);
  });

  test('is seen and ended by its owner, and with all others by the customer', async () => {
    const [here, there] = [await signIn(clinic, person.authenticator), await signIn(clinic, person.authenticator)];
    const seen = await sessions(here.access_token);
    expect(seen.filter(({ current }) => current).map(({ id }) => id)).toEqual([here.session_id]);
    expect(seen.map(({ id }) => id)).toContain(there.session_id);
    const ended = await call('DELETE', `/v1/me/sessions/${there.session_id}`, { bearer: here.access_token });
    expect(ended.status).toBe(204);
    expect(await codeOf('GET', '/v1/me', there.access_token)).toBe('session_expired');

    const path = `/v1/users/${here.user.id}/sessions`;
    expect((await good<{ data: unknown[] }>('GET', path, { bearer: clinic.secret })).data.length).toBeGreaterThan(0);
    expect((await call('DELETE', path, { bearer: clinic.secret })).status).toBe(204);
    expect(await codeOf('GET', '/v1/me', here.access_token)).toBe('session_expired');
    expect((await good<{ data: unknown[] }>('GET', path, { bearer: clinic.secret })).data).toEqual([]);
  });

  test('of the hosted page lies in a cookie, goes on by it and ends by it', async () => {
    const headers = {
      'content-type': 'application/json',
      'x-authio-project': clinic.projectId,
      'x-authio-session': 'cookie',
      origin: cloud.apiUrl,
      'sec-fetch-site': 'same-origin',
    };
    const post = async (path: string, body: unknown, cookie?: string) => {
      const answer = await fetch(`${cloud.apiUrl}${path}`, {
        method: 'POST',
        headers: { ...headers, ...(cookie && { cookie }) },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      const [set] = answer.headers.getSetCookie();
      return { status: answer.status, body: text ? JSON.parse(text) : undefined, cookie: set?.split(';')[0] };
    };
    const begun = await post('/v1/auth/passkey/login/options', {});
    const credential = person.authenticator.get(begun.body.options);
    const signed = await post('/v1/auth/passkey/login/verify', { request_id: begun.body.request_id, credential });
    expect(signed.status).toBe(200);
    expect(signed.body).not.toHaveProperty('refresh_token');
    const next = await post('/v1/auth/refresh', { activity: true }, signed.cookie);
    expect([next.status, next.body.session_id]).toEqual([200, signed.body.session_id]);
    expect((await post('/v1/auth/sign-out', {}, next.cookie)).status).toBe(204);
    expect((await post('/v1/auth/refresh', {}, next.cookie)).status).toBe(401);
  });
});
