/** An operator is a user too: whoever manages users must not manage operators by that way. */
import { beforeAll, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';

let clinic: Clinic;
let owner: OperatorPerson;
let admin: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic();
  [owner, admin] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
});

const change = (userId: string, body: object) => ['PATCH /v1/users/{id}', { params: { id: userId }, body }] as const;

test('an admin changes users, and no operator', async () => {
  const person = await enrol(clinic);
  expect((await admin.call(...change(person.userId, { name: 'Somebody' }))).status).toBe(200);
  const refused = await admin.call(...change(owner.userId, { status: 'disabled' }));
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  expect((await owner.call(...change(admin.userId, { name: 'An admin' }))).status).toBe(200);
});

test("a customer's server puts an operator out at once, and deletes none", async () => {
  const other = await makeOperator(clinic, 'admin');
  const key = client(clinic.secret);
  const params = { id: other.userId };
  const kept = await key('DELETE /v1/users/{id}', { params });
  expect([kept.status, kept.body.code]).toEqual([409, 'still_operator']);
  expect((await key(...change(other.userId, { status: 'disabled' }))).status).toBe(200);
  expect((await other.call('GET /v1/operators/me')).body.code).toBe('user_disabled');
  expect((await owner.call('DELETE /v1/operators/{id}', { params })).status).toBe(204);
  expect((await key('DELETE /v1/users/{id}', { params })).status).toBe(204);
});

test('nobody who was put out comes back with their roles: they are dismissed first, and two people appoint them', async () => {
  const other = await makeOperator(clinic, 'admin');
  const key = client(clinic.secret);
  expect((await key(...change(other.userId, { status: 'disabled' }))).status).toBe(200);
  for (const call of [key, owner.call]) {
    const refused = await call(...change(other.userId, { status: 'active' }));
    expect([refused.status, refused.body.code]).toEqual([409, 'still_operator']);
  }
  expect((await owner.call('DELETE /v1/operators/{id}', { params: { id: other.userId } })).status).toBe(204);
  expect((await key(...change(other.userId, { status: 'active' }))).status).toBe(200);
});

test("a key moves no operator's mailbox, where notices of a recovery go; an owner does with a recent sign-in", async () => {
  const other = await makeOperator(clinic, 'admin');
  const key = client(clinic.secret);
  for (const body of [{ email: 'mine@elsewhere.test' }, { email_verified: true }]) {
    const refused = await key(...change(other.userId, body));
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  }
  expect((await key(...change(other.userId, { email: other.email, name: 'Same address' }))).status).toBe(200);
  const tired = await makeOperator(clinic, 'owner');
  await tire(tired);
  const late = await tired.call(...change(other.userId, { email: 'new@clinic.test' }));
  expect([late.status, late.body.code]).toEqual([403, 'recent_authentication_required']);
  expect((await owner.call(...change(other.userId, { email: 'new@clinic.test' }))).status).toBe(200);
});
