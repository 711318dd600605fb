/** Somebody who is signed in proves again who they are, or more than before: another session for the one they have. */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { answer, begin, claimsOf, makeCareful, PASSWORD } from '../../dynamodb/challenges.ts';
import { handClock, MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { logIn, withPasswords } from '../../dynamodb/factors.ts';
import {
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeMember,
  makeOrganization,
  type Person,
  setPolicy,
  signIn,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await withPasswords();
});

const again = ({ access_token }: Envelope, body: Record<string, unknown> = {}) =>
  request('POST /v1/auth/step-up/options', { headers: bearer(access_token), body });
const me = ({ access_token }: Envelope) => request('GET /v1/me', { headers: bearer(access_token) });
const refresh = ({ refresh_token }: Envelope) =>
  request('POST /v1/auth/refresh', { body: { refresh_token, activity: true } });
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

/** Proves it again with the passkey. */
async function renew(person: Pick<Person, 'passkey'>, envelope: Envelope, more: Record<string, unknown> = {}) {
  const { body } = await again(envelope, { method: 'passkey', ...more });
  return answer(clinic, body.challenge_id, { method: 'passkey', credential: person.passkey.get(body.options) });
}

test('a passkey proves it again: a new session with the age of the old one, which ends', async () => {
  const { org, person, envelope } = await makeMember(clinic, { session_absolute_max_min: 60 });
  at(14);
  const later = (await refresh(envelope)).body;
  at(16);
  const { status, body } = await renew(person, later);
  expect(status).toBe(200);
  expect(body.session_id).not.toBe(envelope.session_id);
  const [before, after] = [claimsOf(later), claimsOf(body)];
  expect(after.auth_time).toBe((START + 16 * MINUTE) / 1_000);
  for (const claim of ['act_org', 'act_role', 'amr', 'acr']) expect(after[claim]).toEqual(before[claim]);
  expect((await me(later)).body.code).toBe('session_expired');
  expect((await refresh(later)).body.code).toBe('session_expired');
  const { body: state } = await request('POST /v1/sessions/verify', { headers: bearer(body.access_token), body: {} });
  expect(state.absolute_expires_at, 'activity does not put that off').toBe(new Date(START + 60 * MINUTE).toISOString());
  expect((await eventsOf(org)).map(({ type }) => type).slice(-5, -2)).toEqual([
    'auth.step_up_answered',
    'session.revoked',
    'session.created',
  ]);
});

test('then what asks for a recent proof is allowed', async () => {
  const { person, envelope } = await makeMember(clinic, { session_idle_timeout_min: 60 });
  at(16);
  const later = (await refresh(envelope)).body;
  const sensitive = ({ access_token }: Envelope) =>
    request('POST /v1/auth/passkey/register/options', { headers: bearer(access_token), body: {} });
  expect(codeOf(await sensitive(later))).toEqual([403, 'recent_authentication_required']);
  const renewed = (await renew(person, later)).body;
  expect((await sensitive(renewed)).status).toBe(200);
});

test('whoever came with a passkey proves it again with a passkey, and not with less', async () => {
  const one = await makeCareful(clinic, {});
  const { body } = await again((await signIn(one.person)).body);
  expect(body.methods).toEqual(['passkey']);
  const code = { method: 'totp', code: one.app() };
  expect(codeOf(await answer(clinic, body.challenge_id, code))).toEqual([422, 'method_not_offered']);
  expect(codeOf(await begin(clinic, body.challenge_id, 'totp'))).toEqual([422, 'method_not_offered']);
});

test('whoever came with several factors repeats one of them; one factor is joined by another', async () => {
  const one = await makeCareful(clinic, {});
  const single = (await logIn(clinic, one.person.email, PASSWORD)).body;
  const joined = await again(single);
  expect(joined.body.methods).toEqual(['passkey', 'totp', 'recovery']);
  const both = await answer(clinic, joined.body.challenge_id, { method: 'totp', code: one.app() });
  expect(claimsOf(both.body)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
  expect((await again(both.body)).body.methods, 'no recovery code instead').toEqual(['passkey', 'totp']);
});

test('an organization that asks for more is reached by proving more', async () => {
  const one = await makeCareful(clinic, {});
  const strict = await makeOrganization(clinic, { require_mfa: true });
  await join(one.person, strict);
  const single = (await logIn(clinic, one.person.email, PASSWORD, { organization_id: one.org })).body;
  const move = { headers: bearer(single.access_token), body: { organization_id: strict } };
  const moved = await request('POST /v1/sessions/select-org', move);
  expect(codeOf(moved)).toEqual([401, 'step_up_required']);
  expect((await me(single)).body.id, 'the session stays where it is').toBe(one.person.userId);
  const entered = await answer(clinic, moved.body.challenge_id, { method: 'totp', code: one.app() });
  expect(claimsOf(entered.body)).toMatchObject({ act_org: strict, amr: ['pwd', 'otp', 'mfa'] });
  expect((await me(single)).body.code).toBe('session_expired');
  expect(
    (await request('POST /v1/sessions/select-org', { ...move, headers: bearer(entered.body.access_token) })).status,
  ).toBe(200);
});

test('one may ask for that before', async () => {
  const one = await makeCareful(clinic, {});
  const strict = await makeOrganization(clinic, { require_passkey: true });
  await join(one.person, strict);
  const single = (await logIn(clinic, one.person.email, PASSWORD)).body;
  const { body } = await again(single, { organization_id: strict });
  expect(body.methods).toEqual(['passkey']);
  const entered = await renew(one.person, single, { organization_id: strict });
  expect(claimsOf(entered.body)).toMatchObject({ act_org: strict, acr: 'phr' });
  const foreign = await makeOrganization(clinic);
  expect(codeOf(await again(entered.body, { organization_id: foreign }))).toEqual([404, 'membership_not_found']);
});

test('a session that ended meanwhile is not revived', async () => {
  const { org, person, envelope } = await makeMember(clinic, { session_idle_timeout_min: 3 });
  const { body } = await again(envelope, { method: 'passkey' });
  at(3);
  const given = { method: 'passkey', credential: person.passkey.get(body.options) };
  expect(codeOf(await answer(clinic, body.challenge_id, given))).toEqual([401, 'policy_violation_session_idle']);
  expect(codeOf(await answer(clinic, body.challenge_id, given))).toEqual([401, 'session_expired']);
  expect((await eventsOf(org)).filter(({ type }) => type === 'session.expired')).toHaveLength(1);
});

test('who adds a passkey where that takes more ends the session that they came with', async () => {
  const one = await makeCareful(clinic, {});
  const strict = await makeOrganization(clinic, { require_mfa: true, session_absolute_max_min: 60 });
  await join(one.person, strict);
  const single = (await logIn(clinic, one.person.email, PASSWORD, { organization_id: one.org })).body;
  at(10);
  const { body: later } = await refresh(single);
  const begun = await request('POST /v1/auth/passkey/register/options', {
    headers: bearer(later.access_token),
    body: { organization_id: strict },
  });
  const finished = await request('POST /v1/auth/passkey/register/verify', {
    headers: { 'x-authio-project': clinic.projectId },
    body: { request_id: begun.body.request_id, credential: makeAuthenticator().create(begun.body.options) },
  });
  expect(codeOf(finished)).toEqual([401, 'step_up_required']);
  const entered = await answer(clinic, finished.body.challenge_id, { method: 'totp', code: one.app() });
  expect(entered.status).toBe(200);
  expect((await me(later)).body.code).toBe('session_expired');
  const own = { headers: bearer(entered.body.access_token), body: {} };
  const { body: state } = await request('POST /v1/sessions/verify', own);
  expect(state.absolute_expires_at, 'and goes on with its age').toBe(new Date(START + 60 * MINUTE).toISOString());
});

test('a session that went elsewhere while its challenge was open goes on there', async () => {
  const { person, envelope } = await makeMember(clinic);
  const other = await makeOrganization(clinic);
  await join(person, other);
  const { body } = await again(envelope, { method: 'passkey' });
  const headers = bearer(envelope.access_token);
  const moved = await request('POST /v1/sessions/select-org', { headers, body: { organization_id: other } });
  const given = { method: 'passkey', credential: person.passkey.get(body.options) };
  expect(codeOf(await answer(clinic, body.challenge_id, given))).toEqual([401, 'session_expired']);
  expect((await me(moved.body)).status).toBe(200);
});

test('where nothing that the person has would do, they sign in again', async () => {
  const { org, envelope } = await makeMember(clinic);
  await setPolicy(clinic, org, { allowed_aaguids: ['00000000-0000-4000-8000-00000000000a'] });
  expect(codeOf(await again(envelope))).toEqual([403, 'policy_violation_authenticator']);

  const person = await enrol(clinic, { synced: false });
  const { body: alone } = await signIn(person);
  await signIn({
    clinic,
    passkey: { ...person.passkey, get: (options) => person.passkey.get(options, { counter: 1 }) },
  });
  expect(codeOf(await again(alone))).toEqual([403, 'recent_authentication_required']);
});

test('who is not signed in names a challenge', async () => {
  const headers = { 'x-authio-project': clinic.projectId };
  expect(codeOf(await request('POST /v1/auth/step-up/options', { headers, body: {} }))).toEqual([
    401,
    'unauthenticated',
  ]);
});
