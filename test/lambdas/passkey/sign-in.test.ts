/** Signing in with a passkey: what a right answer gets, and that every step of WebAuthn L3 §7.2 refuses a wrong one. */
import { beforeAll, expect, test, vi } from 'vitest';
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
  signIn,
} from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';
import type { Misbehaviour } from '../../passkey-authenticator.ts';

let clinic: Clinic;
let person: Person;
beforeAll(async () => {
  clinic = await makeClinic();
  person = await enrol(clinic);
});

const begin = async (body: Record<string, unknown> = {}, at = clinic) =>
  (await request('POST /v1/auth/passkey/login/options', { headers: anonymously(at), body })).body;
const finish = (request_id: string, credential: unknown, at = clinic) =>
  request('POST /v1/auth/passkey/login/verify', { headers: anonymously(at), body: { request_id, credential } });

test('a passkey signs its owner in', async () => {
  const { status, body } = await signIn(person);
  expect(status).toBe(200);
  expect(body.user).toMatchObject({ id: person.userId, email: person.email });
  expect(body).toMatchObject({ active_organization: null, active_role: null, memberships: [] });
});

test.each(['EdDSA', 'ES256', 'RS256'] as const)('%s passkeys are accepted', async (algorithm) => {
  expect((await signIn(await enrol(clinic, { algorithm }))).status).toBe(200);
});

test('the session is in the only organization of its user, or in the one that was asked for', async () => {
  const [one, two] = [await makeOrganization(clinic), await makeOrganization(clinic)];
  const member = await enrol(clinic);
  await join(member, one, 'nurse');
  const only = (await signIn(member)).body;
  expect(only).toMatchObject({ active_organization: { id: one }, active_role: 'nurse' });
  expect(only.memberships).toMatchObject([{ organization_id: one, organization: { id: one } }]);
  await join(member, two, 'doctor');
  expect((await signIn(member)).body.active_organization).toBeNull();
  const asked = (await signIn(member, { organization_id: two })).body;
  expect(asked).toMatchObject({ active_organization: { id: two }, active_role: 'doctor' });
  expect(asked.memberships).toHaveLength(2);
});

test('an organization that is absent, foreign or not the user’s own answers alike', async () => {
  const stranger = await makeOrganization(clinic);
  const foreign = await makeOrganization(await makeClinic());
  for (const organization_id of [stranger, foreign, 'org_01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
    const { status, body } = await signIn(person, { organization_id });
    expect([status, body.code]).toEqual([404, 'membership_not_found']);
  }
});

test('options are the same for known and unknown addresses, whatever was sealed', async () => {
  const known = await begin({ email: person.email });
  const unknown = await begin({ email: 'nobody@clinic.test' });
  const without = await begin();
  const shape = (options: Record<string, unknown>) => ({ ...options, challenge: String(options.challenge).length });
  expect(shape(known.options)).toEqual(shape(unknown.options));
  expect(known.request_id).toHaveLength(unknown.request_id.length);
  expect(known.request_id).toHaveLength(without.request_id.length);
  expect(known.options).not.toHaveProperty('allowCredentials');
});

test('a passkey of another person than the e-mail names is refused', async () => {
  const { request_id, options } = await begin({ email: 'nobody@clinic.test' });
  const { status, body } = await finish(request_id, person.passkey.get(options));
  expect([status, body.code]).toEqual([401, 'passkey.no_credential']);
  expect((await signIn(person, { email: person.email.toUpperCase() })).status).toBe(200);
});

const WRONG: [string, Misbehaviour, string?][] = [
  ['another type of ceremony (step 10)', { type: 'webauthn.create' }],
  ['another challenge (11)', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['another origin (12)', { origin: 'http://localhost:4101' }],
  ['an origin that begins like ours (12)', { origin: 'http://localhost:4100.evil.test' }],
  ['a frame of another origin (13)', { crossOrigin: true }],
  ['a frame, said in words (13)', { crossOrigin: 'true' }],
  ['a top origin (14)', { crossOrigin: true, topOrigin: 'http://evil.test' }],
  ['a top origin without a frame (14)', { topOrigin: 'http://localhost:4100' }],
  ['another relying party (15)', { rpId: 'evil.test' }],
  ['nobody present (16)', { userPresent: false }],
  ['nobody verified (17)', { userVerified: false }],
  ['backed up but not eligible (18)', { backupEligible: false, backedUp: true }],
  ['eligibility that changed (19)', { backupEligible: false, backedUp: false }],
  ['a spoilt signature (21)', { spoilSignature: true }],
  ['bytes after the end', { leftover: true }],
  ['client data that is not JSON', { clientDataJSON: '{' }],
  ['another raw id', { rawId: 'AAAA' }],
  ['an unknown credential (6)', { credentialId: Buffer.alloc(32, 7) }, 'passkey.no_credential'],
  ['no user handle (6)', { userHandle: null }, 'passkey.no_credential'],
  ['a user handle that is no user (6)', { userHandle: 'AAAA' }, 'passkey.no_credential'],
];

test.each(WRONG)('refused and recorded: %s', async (_, wrong, code = 'passkey_verification_failed') => {
  const lonely = await makeClinic();
  const owner = await enrol(lonely);
  const before = (await eventsOf(lonely.projectId)).length;
  const { request_id, options } = await begin({}, lonely);
  const { status, body } = await finish(request_id, owner.passkey.get(options, wrong), lonely);
  expect([status, body.code]).toEqual([401, code]);
  const after = (await eventsOf(lonely.projectId)).filter(({ type }) => type === 'auth.signin_attempt');
  expect((await eventsOf(lonely.projectId)).length).toBe(before + 1);
  expect(after).toMatchObject([{ outcome: 'failure', reason: code }]);
});

test('the user handle of another person does not fit the credential (6)', async () => {
  const other = await enrol(clinic);
  const { request_id, options } = await begin();
  const userHandle = Buffer.from(other.userId).toString('base64url');
  const { body } = await finish(request_id, person.passkey.get(options, { userHandle }));
  expect(body.code).toBe('passkey.no_credential');
});

test('a counter grows, and one that goes back makes the passkey suspect (22)', async () => {
  const owner = await enrol(clinic, { synced: false });
  expect((await signIn(owner)).status).toBe(200);
  expect((await signIn(owner)).status).toBe(200);
  const forged = await begin();
  const unsigned = owner.passkey.get(forged.options, { counter: 1, spoilSignature: true });
  expect((await finish(forged.request_id, unsigned)).body.code).toBe('passkey_verification_failed');
  expect((await signIn(owner)).status, 'a claim without a signature harms nobody').toBe(200);
  const copied = await begin();
  const { body } = await finish(copied.request_id, owner.passkey.get(copied.options, { counter: 1 }));
  expect(body.code).toBe('passkey_verification_failed');
  const [passkey] = (await rowsOf('identity', `USER#${owner.userId}`)).filter(({ sk }) =>
    String(sk).startsWith('PASSKEY'),
  );
  expect(passkey).toMatchObject({ status: 'suspect', counter: 3 });
  expect((await signIn(owner)).body.code, 'neither of the two is accepted any more').toBe(
    'passkey_verification_failed',
  );
});

test('a challenge works once, also for a hundred at once', async () => {
  const { request_id, options } = await begin();
  const credential = person.passkey.get(options);
  const replies = await Promise.all(Array.from({ length: 100 }, () => finish(request_id, credential)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  const others = replies.filter(({ status }) => status !== 200).map(({ body }) => body.code);
  expect(new Set(others)).toEqual(new Set(['challenge_expired']));
  const replayed = (await eventsOf(clinic.projectId)).filter(({ reason }) => reason === 'challenge_expired');
  expect(replayed).toHaveLength(99);
});

test('a challenge lives five minutes, to the millisecond', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const begun = Date.now();
  const { request_id, options } = await begin();
  const credential = person.passkey.get(options);
  vi.setSystemTime(begun + 300_000);
  expect((await finish(request_id, credential)).body.code).toBe('challenge_expired');
  vi.setSystemTime(begun + 299_999);
  expect((await finish(request_id, credential)).status).toBe(200);
  vi.useRealTimers();
});

test('a challenge belongs to its ceremony and project, and cannot be altered', async () => {
  const { request_id, options } = await begin();
  const credential = person.passkey.get(options);
  const elsewhere = await makeClinic();
  expect((await finish(request_id, credential, elsewhere)).body.code).toBe('challenge_expired');
  const altered = `${request_id.slice(0, -1)}${request_id.endsWith('A') ? 'B' : 'A'}`;
  for (const id of ['', 'AAAA', altered, request_id.slice(4)])
    expect((await finish(id, credential)).body.code).toBe('challenge_expired');
  const registration = await request('POST /v1/auth/passkey/register/options', {
    key: clinic.secret,
    body: { email: 'someone@clinic.test' },
  });
  expect((await finish(registration.body.request_id, credential)).body.code).toBe('challenge_expired');
});
