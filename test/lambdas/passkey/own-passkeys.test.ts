/** What a person sees of their passkeys and does with them: names, last use, and what removing one ends. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
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
  setPolicy,
  signIn,
} from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';
import { type AuthenticatorSettings, makeAuthenticator } from '../../passkey-authenticator.ts';

type Verification = typeof import('../../../lambdas/passkey/verify-assertion.ts');

/** What happens once between the check of a passkey and the session that follows. */
const meanwhile = vi.hoisted(() => ({ next: undefined as (() => Promise<unknown>) | undefined }));
vi.mock('../../../lambdas/passkey/verify-assertion.ts', async (original) => {
  const { verifyAssertion } = await original<Verification>();
  const slow: Verification['verifyAssertion'] = async (...asked) => {
    const action = meanwhile.next;
    meanwhile.next = undefined;
    const verified = await verifyAssertion(...asked);
    await action?.();
    return verified;
  };
  return { verifyAssertion: slow };
});

const YUBIKEY = 'ee882879-721c-4913-9775-3dfcce97072a';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Token {
  readonly access_token: string;
}
const list = async ({ access_token }: Token) =>
  (await request('GET /v1/me/passkeys', { headers: bearer(access_token) })).body.data;
const rename = ({ access_token }: Token, id: string, body: unknown) =>
  request('PATCH /v1/me/passkeys/{id}', { headers: bearer(access_token), params: { id }, body });
const remove = ({ access_token }: Token, id: string) =>
  request('DELETE /v1/me/passkeys/{id}', { headers: bearer(access_token), params: { id } });
const me = async ({ access_token }: Token) => {
  const { status, body } = await request('GET /v1/me', { headers: bearer(access_token) });
  return status === 200 ? status : body.code;
};

/** Another passkey, from the session of the person; the answer is their new session. */
async function add({ access_token }: Token, settings: AuthenticatorSettings = {}) {
  const passkey = makeAuthenticator(settings);
  const begun = await request('POST /v1/auth/passkey/register/options', { headers: bearer(access_token), body: {} });
  const { body } = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: begun.body.request_id, credential: passkey.create(begun.body.options) },
  });
  return { passkey, envelope: body };
}

const signInWith = async (passkey: Person['passkey']) => (await signIn({ clinic, passkey })).body;
const typesOf = async (userId: string) =>
  (await eventsOf(clinic.projectId)).filter(({ subjects }) => subjects.includes(userId)).map(({ type }) => type);

test('a person sees each of their passkeys, with what its model is called and when it was last used', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-01T12:00:00Z') });
  const person = await enrol(clinic, { aaguid: YUBIKEY, synced: false });
  vi.setSystemTime(Date.parse('2026-03-01T12:04:00Z'));
  const { envelope } = await add(person.envelope);
  vi.setSystemTime(Date.parse('2026-03-01T12:08:00Z'));
  await signInWith(person.passkey);
  const common = { name: null, attested: false, status: 'active' };
  expect(await list(envelope)).toEqual([
    {
      ...common,
      id: expect.stringMatching(/^cred_/),
      aaguid: YUBIKEY,
      model: expect.stringMatching(/^YubiKey/),
      binding: 'device_bound',
      created_at: '2026-03-01T12:00:00.000Z',
      last_used_at: '2026-03-01T12:08:00.000Z',
    },
    {
      ...common,
      id: expect.stringMatching(/^cred_/),
      aaguid: '00000000-0000-0000-0000-000000000000',
      model: null,
      binding: 'synced',
      created_at: '2026-03-01T12:04:00.000Z',
      last_used_at: null,
    },
  ]);
});

test('a name is kept, is personal data, and is the owner’s alone to give', async () => {
  const person = await enrol(clinic);
  const [{ id }] = await list(person.envelope);
  const named = await rename(person.envelope, id, { name: "  Ada's phone " });
  expect(named).toMatchObject({ status: 200, body: { id, name: "Ada's phone" } });
  expect((await list(person.envelope))[0].name).toBe("Ada's phone");
  await rename(person.envelope, id, { name: "Ada's phone" });
  const events = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id);
  expect(
    events.map(({ type }) => type),
    'the same name again is no change',
  ).toEqual(['passkey.registered', 'passkey.renamed']);
  expect(events[1]).toMatchObject({ actor: { type: 'user', id: person.userId }, subjects: [person.userId] });
  expect(JSON.stringify(events)).not.toContain('Ada');

  const other = await enrol(clinic);
  expect(await rename(other.envelope, id, { name: 'Mine' })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
  for (const body of [{}, { name: '' }, { name: null }, { name: 'x'.repeat(65) }, { name: 'a', status: 'active' }])
    expect((await rename(person.envelope, id, body)).body.code).toBe('validation_failed');
});

describe('removing a passkey', () => {
  test('ends it, and the sessions that were made with it; the one that asks goes on as another', async () => {
    const person = await enrol(clinic);
    const { passkey: second, envelope } = await add(person.envelope);
    const [first] = await list(envelope);
    const [lost, kept] = [await signInWith(person.passkey), await signInWith(second)];

    const removed = await remove(kept, first.id);
    expect(removed.status).toBe(200);
    expect(removed.body.session_id).not.toBe(kept.session_id);
    expect([await me(removed.body), await me(kept), await me(lost), await me(envelope)]).toEqual([
      200,
      'session_expired',
      'session_expired',
      'session_expired',
    ]);
    expect((await list(removed.body)).map(({ id }: { id: string }) => id)).not.toContain(first.id);
    expect(await signInWith(person.passkey)).toMatchObject({ code: 'passkey.no_credential' });
    expect((await signInWith(second)).user.id).toBe(person.userId);
    expect((await typesOf(person.userId)).filter((type) => type === 'passkey.removed')).toHaveLength(1);
    const refreshed = await request('POST /v1/auth/refresh', { body: { refresh_token: lost.refresh_token } });
    expect(refreshed.body.code).toBe('session_expired');
    const sessions = await request('GET /v1/me/sessions', { headers: bearer(removed.body.access_token) });
    expect(sessions.body.data.map(({ id }: { id: string }) => id)).not.toContain(lost.session_id);
  });

  test('the device that it belonged to may hold another one afterwards', async () => {
    const person = await enrol(clinic);
    const { envelope } = await add(person.envelope);
    const [first] = await list(envelope);
    const { body } = await remove(envelope, first.id);
    const begun = await request('POST /v1/auth/passkey/register/options', {
      headers: bearer(body.access_token),
      body: {},
    });
    const again = await request('POST /v1/auth/passkey/register/verify', {
      headers: anonymously(clinic),
      body: { request_id: begun.body.request_id, credential: person.passkey.create(begun.body.options) },
    });
    expect(again.status).toBe(200);
  });

  test('a sign-in that was under way gets a session that is over', async () => {
    const person = await enrol(clinic);
    const { passkey: second, envelope } = await add(person.envelope);
    const [first] = await list(envelope);
    const owner = await signInWith(second);
    meanwhile.next = () => remove(owner, first.id);
    const late = await signInWith(person.passkey);
    expect(late.session_id).toMatch(/^sess_/);
    expect(await me(late)).toBe('session_expired');
  });

  test('is refused for the last way to sign in, and for the last that an organization accepts', async () => {
    const person = await enrol(clinic);
    const [only] = await list(person.envelope);
    expect(await remove(person.envelope, only.id)).toMatchObject({ status: 409, body: { code: 'last_factor' } });

    const { envelope } = await add(person.envelope, { aaguid: YUBIKEY });
    const org = await makeOrganization(clinic);
    await join(person, org);
    await setPolicy(clinic, org, { allowed_aaguids: [YUBIKEY] });
    const [plain, listed] = await list(envelope);
    expect(await remove(envelope, listed.id)).toMatchObject({
      status: 403,
      body: { code: 'policy_violation_authenticator' },
    });
    expect((await remove(envelope, plain.id)).status).toBe(200);
    const denied = (await eventsOf(clinic.projectId)).filter(
      ({ type, outcome }) => type === 'passkey.removed' && outcome === 'denied',
    );
    expect(denied.map(({ reason }) => reason)).toEqual(['last_factor', 'policy_violation_authenticator']);
  });

  test('needs a proof of the last fifteen minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    const person = await enrol(clinic);
    const org = await makeOrganization(clinic, { session_idle_timeout_min: 60 });
    await join(person, org);
    const { body: envelope } = await signIn(person, { organization_id: org });
    const [only] = await list(envelope);
    vi.setSystemTime(start + 14 * 60_000);
    const next = await request('POST /v1/auth/refresh', { body: { refresh_token: envelope.refresh_token } });
    vi.setSystemTime(start + 15 * 60_000 + 1);
    const { status, body } = await remove(next.body, only.id);
    expect([status, body.code]).toEqual([403, 'recent_authentication_required']);
  });

  test('of two that would leave nothing, one happens', async () => {
    const person = await enrol(clinic);
    const { passkey: second, envelope } = await add(person.envelope);
    const [one, two] = await list(envelope);
    const other = await signInWith(second);
    const answers = await Promise.all([remove(envelope, one.id), remove(other, two.id)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const rows = await rowsOf('identity', `USER#${person.userId}`);
    expect(rows.filter(({ sk }) => String(sk).startsWith('PASSKEY#'))).toHaveLength(1);
  });

  test('of another person, or twice, is not found', async () => {
    const [person, other] = [await enrol(clinic), await enrol(clinic)];
    const { envelope } = await add(person.envelope);
    const [first] = await list(envelope);
    expect((await remove(other.envelope, first.id)).body.code).toBe('not_found');
    const { body } = await remove(envelope, first.id);
    expect((await remove(body, first.id)).body.code).toBe('not_found');
  });
});

test('a credential id as long as WebAuthn allows is registered, used and deleted with its owner', async () => {
  const long = { credentialId: Buffer.alloc(1_023, 7) };
  const passkey = makeAuthenticator();
  const begun = await request('POST /v1/auth/passkey/register/options', {
    key: clinic.secret,
    body: { email: 'long@clinic.test' },
  });
  const registered = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: begun.body.request_id, credential: passkey.create(begun.body.options, long) },
  });
  expect(registered.status).toBe(200);
  const asked = await request('POST /v1/auth/passkey/login/options', { headers: anonymously(clinic), body: {} });
  const credential = passkey.get(asked.body.options, long);
  const signedIn = await request('POST /v1/auth/passkey/login/verify', {
    headers: anonymously(clinic),
    body: { request_id: asked.body.request_id, credential },
  });
  expect(signedIn.status).toBe(200);
  const { id } = signedIn.body.user;
  await request('DELETE /v1/users/{id}', { key: clinic.secret, params: { id } });
  expect((await rowsOf('identity', `USER#${id}`)).map(({ sk }) => sk)).toEqual(['KEY']);
  const pk = `PROJECT#${clinic.projectId}#CREDENTIAL#${long.credentialId.toString('base64url')}`;
  expect(await rowsOf('identity', pk)).toEqual([]);
});
