/** Registering a passkey: who may, what it makes, and that every step of WebAuthn L3 §7.1 refuses a wrong one. */
import { beforeAll, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
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

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

type Headers = Record<string, string>;
const begin = (headers: Headers, body: Record<string, unknown>) =>
  request('POST /v1/auth/passkey/register/options', { headers, body });
const finish = (request_id: string, credential: unknown, at = clinic) =>
  request('POST /v1/auth/passkey/register/verify', { headers: anonymously(at), body: { request_id, credential } });

async function register(headers: Headers, body: Record<string, unknown>, settings: AuthenticatorSettings = {}) {
  const begun = await begin(headers, body);
  const passkey = makeAuthenticator(settings);
  const reply = await finish(begun.body.request_id, passkey.create(begun.body.options));
  return { passkey, begun, reply };
}

test('a customer’s server enrols a new person, who is signed in: one transaction, three consecutive events', async () => {
  const here = await makeClinic();
  const { userId, envelope, email } = await enrol(here);
  expect(envelope).toMatchObject({ user: { id: userId, email }, active_organization: null });
  const events = (await eventsOf(here.projectId)).filter(({ type }) => /^(user|passkey|session)\./.test(type));
  expect(events.map(({ type }) => type)).toEqual(['user.created', 'passkey.registered', 'session.created']);
  expect(new Set(events.map(({ request }) => request)).size).toBe(1);
  expect(new Set(events.map(({ lane }) => lane)).size).toBe(1);
  expect(events.map(({ seq }) => seq - (events[0]?.seq ?? 0))).toEqual([0, 1, 2]);
  const key = { type: 'api_key', id: here.keyId };
  expect(events.map(({ actor }) => actor)).toEqual([key, key, { type: 'user', id: userId }]);
  expect(events[2]?.detail, 'the session names the key too').toMatchObject({ enrolled_by: here.keyId });
  expect(events[1]?.detail).toMatchObject({ session_id: envelope.session_id, synced: true });
  expect(JSON.stringify(events), 'personal data is sealed').not.toContain(email);
});

test('the options ask for a discoverable, user-verifying passkey and no attestation', async () => {
  const { body } = await begin(bearer(clinic.secret), { email: 'options@clinic.test', name: 'Ada' });
  expect(body.options).toMatchObject({
    rp: { id: 'localhost', name: 'Test clinic' },
    user: { name: 'options@clinic.test', displayName: 'Ada' },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
    excludeCredentials: [],
  });
});

test('a customer’s server enrols a known person again, with another passkey', async () => {
  const person = await enrol(clinic);
  const { begun, reply, passkey } = await register(bearer(clinic.secret), { email: ` ${person.email.toUpperCase()} ` });
  expect(begun.body.options.excludeCredentials).toMatchObject([{ id: person.passkey.credentialId }]);
  expect(reply.body.user.id).toBe(person.userId);
  expect((await signIn({ clinic, passkey })).body.user.id).toBe(person.userId);

  const ofSession = (type: string) =>
    events.find((event) => event.type === type && JSON.stringify(event).includes(reply.body.session_id));
  const events = await eventsOf(clinic.projectId);
  expect(ofSession('passkey.registered')).toMatchObject({ actor: { type: 'api_key', id: clinic.keyId } });
  expect(ofSession('session.created')).toMatchObject({
    actor: { type: 'user', id: person.userId },
    detail: { enrolled_by: clinic.keyId },
  });
});

test('a signed-in user adds a passkey for themselves: another session takes over, and this one ends', async () => {
  const person = await enrol(clinic);
  const before = person.envelope;
  const { reply, passkey } = await register(bearer(before.access_token), { email: 'other@clinic.test' });
  expect(reply.body.user.id).toBe(person.userId);
  expect(reply.body.session_id).not.toBe(before.session_id);
  const me = await request('GET /v1/me', { headers: bearer(before.access_token) });
  expect([me.status, me.body.code]).toEqual([401, 'session_expired']);
  expect((await request('GET /v1/me', { headers: bearer(reply.body.access_token) })).status).toBe(200);
  expect((await signIn({ clinic, passkey })).body.user.id).toBe(person.userId);
});

test('a session that ended between the two steps adds no passkey', async () => {
  const { envelope, userId } = await enrol(clinic);
  const begun = await begin(bearer(envelope.access_token), {});
  await request('POST /v1/auth/sign-out', { headers: bearer(envelope.access_token), body: {} });
  const reply = await finish(begun.body.request_id, makeAuthenticator().create(begun.body.options));
  expect(reply.body.code).toBe('session_expired');
  const rows = await rowsOf('identity', `USER#${userId}`);
  expect(rows.filter(({ sk }) => String(sk).startsWith('PASSKEY#'))).toHaveLength(1);
});

test('a closed project takes no strangers, an open one takes unknown addresses', async () => {
  const closed = await begin(anonymously(clinic), { email: 'me@clinic.test' });
  expect([closed.status, closed.body.code]).toEqual([403, 'sign_up_closed']);

  const open = await makeClinic({ sign_up: 'open' });
  const known = await enrol(open);
  const [unknown, taken] = [
    await begin(anonymously(open), { email: 'new@clinic.test' }),
    await begin(anonymously(open), { email: known.email }),
  ];
  const shape = ({ body }: typeof unknown) => [
    body.request_id.length,
    { ...body.options, challenge: 0, user: Object.keys(body.options.user) },
  ];
  expect(shape(unknown)).toEqual(shape(taken));
  const passkey = makeAuthenticator();
  expect((await finish(unknown.body.request_id, passkey.create(unknown.body.options), open)).status).toBe(200);
  const refused = await finish(taken.body.request_id, makeAuthenticator().create(taken.body.options), open);
  expect([refused.status, refused.body.code]).toEqual([403, 'sign_up_closed']);
  const attempts = (await eventsOf(open.projectId)).filter(({ type }) => type === 'auth.signin_attempt');
  expect(attempts).toMatchObject([{ outcome: 'denied', reason: 'email_taken' }]);
});

test('an address that a stranger claimed gives them nothing until it is verified', async () => {
  const open = await makeClinic({ sign_up: 'open' });
  const org = await makeOrganization(open);
  const email = 'dr.bob@clinic.test';
  const begun = await begin(anonymously(open), { email });
  const claimed = await finish(begun.body.request_id, makeAuthenticator().create(begun.body.options), open);
  const { id } = claimed.body.user;

  const api = client(open.secret);
  const made = await api('POST /v1/users', { body: { email, email_verified: true } });
  expect(made).toMatchObject({ status: 200, body: { id, existed: true, email_verified: false } });
  expect(JSON.stringify(made.body), 'how they came is not told').not.toContain('self');
  const refused = { status: 409, body: { code: 'email_unverified' } };
  const member = { params: { org }, body: { user_id: id } };
  expect(await api('POST /v1/organizations/{org}/memberships', member)).toMatchObject(refused);
  expect(await begin(bearer(open.secret), { email })).toMatchObject(refused);

  await api('PATCH /v1/users/{id}', { params: { id }, body: { name: 'Bob' } });
  expect(await begin(bearer(open.secret), { email })).toMatchObject(refused);
  await api('PATCH /v1/users/{id}', { params: { id }, body: { email_verified: true } });
  expect((await api('POST /v1/organizations/{org}/memberships', member)).status).toBe(201);
  expect((await begin(bearer(open.secret), { email })).status).toBe(200);
});

test('a deleted claim frees the address for its owner', async () => {
  const open = await makeClinic({ sign_up: 'open' });
  const email = 'dr.eve@clinic.test';
  const begun = await begin(anonymously(open), { email });
  const claimed = await finish(begun.body.request_id, makeAuthenticator().create(begun.body.options), open);
  await client(open.secret)('DELETE /v1/users/{id}', { params: { id: claimed.body.user.id } });
  expect((await begin(bearer(open.secret), { email })).status).toBe(200);
});

test('who is nobody needs an e-mail; a key needs its scopes, those of users and of sessions; a disabled person is not enrolled', async () => {
  expect((await begin(bearer(clinic.secret), {})).body.code).toBe('validation_failed');
  for (const scopes of [['users:read'], ['users:write'], ['sessions:write']]) {
    const key = await client(clinic.secret)('POST /v1/api-keys', { body: { name: 'few', scopes } });
    expect((await begin(bearer(key.body.secret), { email: 'a@clinic.test' })).body.code).toBe('forbidden');
  }
  const { email, userId } = await enrol(clinic);
  const body = { status: 'disabled' };
  await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: userId }, body });
  expect((await begin(bearer(clinic.secret), { email })).body.code).toBe('user_disabled');
});

test('a credential belongs to one person of a project', async () => {
  const { passkey } = await enrol(clinic);
  const begun = await begin(bearer(clinic.secret), { email: 'thief@clinic.test' });
  const reply = await finish(begun.body.request_id, passkey.create(begun.body.options));
  expect(reply.body.code).toBe('passkey_verification_failed');
  const known = await request('GET /v1/users', { key: clinic.secret, query: { email: 'thief@clinic.test' } });
  expect(known.body.data, 'nor was the person made').toEqual([]);
});

test('the organization’s policy judges a new passkey before it is kept', async () => {
  const model = '00000000-0000-4000-8000-00000000000a';
  const org = await makeOrganization(clinic);
  const person = await enrol(clinic);
  await join(person, org);
  await setPolicy(clinic, org, { allowed_aaguids: [model] });
  const body = { email: person.email, organization_id: org };
  const wrong = await register(bearer(clinic.secret), body);
  expect(wrong.reply.body.code).toBe('policy_violation_authenticator');
  const right = await register(bearer(clinic.secret), body, { aaguid: model });
  expect(right.reply.body.active_organization.id).toBe(org);
  const second = await register(bearer(right.reply.body.access_token), {});
  expect(second.reply.body.code, 'nor may a member add another model').toBe('policy_violation_authenticator');
});

test('self attestation is accepted, and means nothing', async () => {
  const begun = await begin(bearer(clinic.secret), { email: 'packed@clinic.test' });
  const credential = makeAuthenticator().create(begun.body.options, { format: 'packed' });
  expect((await finish(begun.body.request_id, credential)).status).toBe(200);
});

test('a registration works once', async () => {
  const begun = await begin(bearer(clinic.secret), { email: 'once@clinic.test' });
  const passkey: Person['passkey'] = makeAuthenticator();
  const credential = passkey.create(begun.body.options);
  const replies = await Promise.all(Array.from({ length: 20 }, () => finish(begun.body.request_id, credential)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
    new Set(['challenge_expired']),
  );
});
