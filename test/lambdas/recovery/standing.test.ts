/** A recovery rests on people who are operators when it is finished (security.md, row 34). */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { type Emergency, enrolOperator } from '../../dynamodb/emergency.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization, type Person } from '../../dynamodb/people.ts';
import { approve, approveBy, askAndProve, finish } from '../../dynamodb/recovery.ts';

let clinic: Clinic;
let [first, second]: Emergency[] = [];
beforeAll(async () => {
  const budgets = { recovery_ip: 1_000, code_ip: 1_000, sign_in_ip: 1_000 };
  clinic = await makeClinic({ settings: { recovery_delay_min: 0, budgets } });
  [first, second] = [await enrolOperator(clinic, ['admin']), await enrolOperator(clinic, ['admin'])];
});

async function strictPerson(): Promise<Person> {
  const person = await enrol(clinic);
  await join(person, await makeOrganization(clinic, { require_passkey: true }));
  return person;
}
const disable = ({ userId: id }: Person) =>
  request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id }, body: { status: 'disabled' } });

test('who agreed and was disabled before the other one agreed does not count', async () => {
  const leaver = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(await strictPerson());
  expect((await approve(leaver, id)).body).toMatchObject({ status: 'proven', given: 1, needed: 2 });
  await disable(leaver);
  expect((await approve(first as Emergency, id)).body).toMatchObject({ status: 'proven', given: 1, needed: 2 });
  const done = await approve(second as Emergency, id);
  expect(done.body).toMatchObject({ status: 'approved', given: 2 });
  expect(done.body.approvals.map(({ by }: { by: string }) => by)).toEqual([first?.userId, second?.userId]);
  await deliverAll();
});

test('nor who was disabled after it: another one agrees first, and the link from before is worth nothing', async () => {
  const leaver = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(await strictPerson());
  const link = await approveBy([leaver, first as Emergency], id);
  await disable(leaver);
  const refused = await finish(clinic, id, link);
  expect([refused.status, refused.body.code]).toEqual([403, 'second_person_required']);
  const next = await approveBy([second as Emergency], id);
  expect((await finish(clinic, id, link)).body.code).toBe('token_consumed');
  expect((await finish(clinic, id, next)).status).toBe(200);
});

test('of two who agree at once in the place of one who was disabled, none is lost', async () => {
  const leaver = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(await strictPerson());
  await approve(leaver, id);
  await disable(leaver);
  const both = await Promise.all([first, second].map((one) => approve(one as Emergency, id)));
  const said = both.filter(({ status }) => status === 200).length;
  expect(said).toBeGreaterThan(0);
  const { body } = await request('GET /v1/recovery/requests/{id}', { key: clinic.secret, params: { id } });
  expect(body.given).toBe(said);
  await deliverAll();
});
