/** A key, a mailbox and a telephone lead to no operator: only a passkey adds a passkey to one (ADR 0021). */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { alterSession, appoint, asOperator, makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { anonymously, type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

let clinic: Clinic;
let admin: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic();
  admin = await makeOperator(clinic, 'admin');
});

type Begun = Awaited<ReturnType<typeof request>>;
const byKey = (email: string) =>
  request('POST /v1/auth/passkey/register/options', { key: clinic.secret, body: { email } });
const bySelf = (token: string) =>
  request('POST /v1/auth/passkey/register/options', { headers: bearer(token), body: {} });
const finish = ({ body }: Begun) =>
  request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: body.request_id, credential: makeAuthenticator().create(body.options) },
  });
const passkeysOf = async (userId: string) =>
  (await rowsOf('identity', `USER#${userId}`)).filter(({ sk }) => String(sk).startsWith('PASSKEY#')).length;

test('a key enrols anybody but an operator', async () => {
  const person = await enrol(clinic);
  expect((await finish(await byKey(person.email))).status).toBe(200);
  const refused = await byKey(admin.email);
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
});

test('nor one who became an operator since it began', async () => {
  const person = await enrol(clinic);
  const begun = await byKey(person.email);
  await appoint(person, ['owner']);
  const late = await finish(begun);
  expect([late.status, late.body.code]).toEqual([401, 'challenge_expired']);
  expect(await passkeysOf(person.userId)).toBe(1);
});

test('an operator adds one from a session of a passkey, and of no other factor', async () => {
  expect((await finish(await bySelf(admin.token))).status).toBe(200);
  const weak = await asOperator(admin);
  await alterSession(weak, 'acr', 'aal2');
  const refused = await bySelf(weak.token);
  expect([refused.status, refused.body.code]).toEqual([403, 'policy_violation_passkey_required']);

  const person = await asOperator(await enrol(clinic));
  await alterSession(person, 'acr', 'aal1');
  const begun = await bySelf(person.token);
  expect(begun.status).toBe(200);
  await appoint(person, ['admin']);
  expect((await finish(begun)).body.code).toBe('policy_violation_passkey_required');
  expect(await passkeysOf(person.userId)).toBe(1);
});

test('nor while two owners agree on somebody: with a passkey that was not there when it was asked for, nobody is appointed', async () => {
  const live = await makeClinic({ environment: 'live' });
  const [one, other] = [await makeOperator(live, 'owner'), await makeOperator(live, 'owner')];
  const person = await enrol(live);
  const asked = await one.call('POST /v1/operators', { body: { user_id: person.userId, roles: ['admin'] } });
  expect(asked.status).toBe(202);
  // A key reads what is pending, and is faster.
  const begun = await request('POST /v1/auth/passkey/register/options', {
    key: live.secret,
    body: { email: person.email },
  });
  const enrolled = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(live),
    body: { request_id: begun.body.request_id, credential: makeAuthenticator().create(begun.body.options) },
  });
  expect(enrolled.status).toBe(200);
  const agree = (id: string) => other.call('POST /v1/approvals/{id}/approve', { params: { id }, body: {} });
  const late = await agree(asked.body.approval_id);
  expect([late.status, late.body.code]).toEqual([409, 'conflict']);
  expect((await one.call('GET /v1/operators')).body.data).toHaveLength(2);
  const again = await one.call('POST /v1/operators', { body: { user_id: person.userId, roles: ['admin'] } });
  expect((await agree(again.body.approval_id)).body.status).toBe('approved');
});
