/** What somebody who is signed in does with their password, and what they see of their factors. */
import { beforeAll, expect, test } from 'vitest';
import { INHERIT } from '../../../lambdas/organization/policy.ts';
import { request } from '../../dynamodb/api.ts';
import { handClock, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  addTotp,
  logIn,
  PASSWORD,
  setPassword,
  verifyEmail,
  withPassword,
  withPasswordAlone,
  withPasswords,
} from '../../dynamodb/factors.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import {
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeMember,
  makeOrganization,
  setPolicy,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const NEW = 'seven grey herons stand';
const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await withPasswords();
});

const remove = ({ access_token }: Envelope) => request('DELETE /v1/me/password', { headers: bearer(access_token) });
const factors = async ({ access_token }: Envelope) =>
  (await request('GET /v1/me/factors', { headers: bearer(access_token) })).body;
const newCodes = ({ access_token }: Envelope) =>
  request('POST /v1/me/recovery-codes', { headers: bearer(access_token), body: {} });

test('the first password needs no other; the session is another one, and the owner is told', async () => {
  const { org, person, envelope } = await makeMember(clinic);
  await verifyEmail(person);
  const set = await setPassword(envelope, { new_password: PASSWORD });
  expect(set.status).toBe(200);
  expect(set.body.session_id).not.toBe(envelope.session_id);
  expect((await request('GET /v1/me', { headers: bearer(envelope.access_token) })).body.code).toBe('session_expired');
  expect((await deliverAll()).at(-1)).toMatchObject({
    to: person.email,
    text: expect.stringContaining('a password was added'),
  });
  const event = (await eventsOf(org)).find(({ type }) => type === 'password.set');
  expect(event).toMatchObject({ target: { id: person.userId }, detail: { via: 'first' }, subjects: [person.userId] });
});

test('another one needs the present one, also after it was wrong', async () => {
  const { email, envelope } = await withPassword(clinic);
  for (const current_password of [undefined, NEW]) {
    const refused = await setPassword(envelope, { current_password, new_password: NEW });
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid_credentials']);
  }
  const set = await setPassword(envelope, { current_password: PASSWORD, new_password: NEW });
  expect(set.status).toBe(200);
  expect((await logIn(clinic, email)).body.code).toBe('invalid_credentials');
  expect((await logIn(clinic, email, NEW)).status).toBe(200);
});

test('ten guesses from a session that was stolen, and no more', async () => {
  const { envelope } = await withPassword(clinic);
  const codes: string[] = [];
  for (let guess = 0; guess < 12; guess++)
    codes.push((await setPassword(envelope, { current_password: `a guess ${guess}`, new_password: NEW })).body.code);
  expect(codes).toEqual([...Array(10).fill('invalid_credentials'), 'rate_limited', 'rate_limited']);
});

test('a weak one is refused with the reason, and changes nothing', async () => {
  const { envelope } = await enrol(clinic);
  const weak = await setPassword(envelope, { new_password: 'passwordpassword' });
  expect([weak.status, weak.body.code]).toEqual([422, 'password_too_weak']);
  expect(weak.body.errors[0].message).toBe('the password is one of the first that would be guessed');
  expect((await factors(envelope)).password).toBeNull();
});

test('eight letters do where the project wants two factors of everybody', async () => {
  const strict = await withPasswords({ policy: { ...INHERIT, require_mfa: true } });
  const { envelope } = await enrol(strict);
  expect((await setPassword(envelope, { new_password: 'x7Gq!mZ' })).body.code).toBe('password_too_weak');
  expect((await setPassword(envelope, { new_password: 'x7Gq!mZ2' })).status).toBe(200);
});

test('who proved themselves too long ago changes nothing', async () => {
  const { envelope } = await makeMember(clinic, { session_idle_timeout_min: 60 });
  at(15, 1);
  const { body } = await request('POST /v1/auth/refresh', { body: { refresh_token: envelope.refresh_token } });
  for (const answer of [await setPassword(body, { new_password: PASSWORD }), await remove(body), await newCodes(body)])
    expect([answer.status, answer.body.code]).toEqual([403, 'recent_authentication_required']);
});

test('it is removed where something else is left to sign in with', async () => {
  const { email, envelope } = await withPassword(clinic);
  const removed = await remove(envelope);
  expect(removed.status).toBe(200);
  expect((await logIn(clinic, email)).body.code).toBe('invalid_credentials');
  expect((await remove(removed.body)).body.code).toBe('not_enrolled');
  expect((await setPassword(removed.body, { new_password: PASSWORD })).status).toBe(200);
});

test('and stays where nothing is', async () => {
  const { email, userId } = await withPasswordAlone(clinic);
  const { body } = await logIn(clinic, email);
  const refused = await remove(body);
  expect([refused.status, refused.body.code]).toEqual([409, 'last_factor']);
  expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
    type: 'password.removed',
    outcome: 'denied',
    reason: 'last_factor',
  });

  // An app makes it two factors, and a policy that wants two keeps both.
  const { envelope } = await addTotp(body);
  const org = await makeOrganization(clinic);
  await join({ clinic, userId }, org);
  await setPolicy(clinic, org, { require_mfa: true });
  const codes = await newCodes(envelope);
  expect(codes.status).toBe(200);
  const app = await request('DELETE /v1/me/mfa/totp', { headers: bearer(codes.body.access_token) });
  expect(app.status, 'recovery codes are left').toBe(200);
});

test('new recovery codes take the place of the old ones', async () => {
  const { answerRecoveryCode } = await import('../../../lambdas/recovery-code/answer-recovery-code.ts');
  const { getAccount } = await import('../../../lambdas/session/account-store.ts');
  const { person, org, envelope } = await makeMember(clinic);
  const first = await newCodes(envelope);
  const second = await newCodes(first.body);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body.session_id).not.toBe(first.body.session_id);
  const account = await getAccount(clinic.projectId, person.userId);
  if (!account) throw new Error('no account');
  const answer = (code: string) => answerRecoveryCode(account, code, new Date());
  expect((await answer(first.body.recovery_codes[0])).ok).toBe(false);
  expect((await answer(second.body.recovery_codes[0])).ok).toBe(true);
  expect(JSON.stringify(account.rows)).not.toContain(second.body.recovery_codes[0]);
  const made = (await eventsOf(org)).filter(({ type }) => type === 'recovery_codes.created');
  expect(made.map(({ detail }) => detail)).toEqual([{ count: 10 }, { count: 10 }]);
});

test('a person sees what they have, with dates and without secrets', async () => {
  const time = new Date(START).toISOString();
  const person = await withPassword(clinic);
  expect(await factors(person.envelope)).toEqual({
    passkeys: { count: 1, last_added_at: time },
    totp: null,
    phone: null,
    recovery_codes: null,
    password: { set_at: time, locked: false },
    email: { verified: false },
  });
  const { envelope } = await addTotp(person.envelope);
  expect(await factors(envelope)).toMatchObject({
    totp: { confirmed_at: time },
    recovery_codes: { left: 10, created_at: time },
  });
});
