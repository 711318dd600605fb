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
