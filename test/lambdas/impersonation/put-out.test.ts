/** An impersonation is over with what it rests on: the operator's standing, and the user's word where that is asked for. */
import { beforeAll, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { asOperator, makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic, type Person } from '../../dynamodb/people.ts';

let clinic: Clinic;
let admin: OperatorPerson;
let patient: Person;
beforeAll(async () => {
  clinic = await makeClinic();
  [admin, patient] = [await makeOperator(clinic, 'admin'), await enrol(clinic)];
});

const WHY = { reason: 'The patient cannot see their own appointments', ticket: 'HELP-1' };
const begin = (by: OperatorPerson, as: Pick<Person, 'userId'>, more: object = {}) =>
  by.call('POST /v1/impersonations', { body: { user_id: as.userId, ...WHY, ...more } });

test('an operator who is signed out everywhere acts as nobody any more', async () => {
  const begun = await begin(admin, patient);
  const as = client(begun.body.access_token);
  expect((await as('GET /v1/me')).status).toBe(200);
  const params = { id: admin.userId };
  expect((await client(clinic.secret)('DELETE /v1/users/{id}/sessions', { params })).status).toBe(204);
  expect((await as('GET /v1/me')).body.code).toBe('session_expired');
  // Nor do they go on with it once they are back; what they begin anew holds.
  await new Promise((resolve) => setTimeout(resolve, 5));
  admin = await asOperator(admin);
  const renewed = await admin.call('POST /v1/impersonations/{id}/token', { params: { id: begun.body.id }, body: {} });
  expect(renewed.body.code).toBe('session_expired');
  const again = await begin(admin, patient);
  expect((await client(again.body.access_token)('GET /v1/me')).status).toBe(200);
});

test('it goes no further than the word that the user gave', async () => {
  const careful = await makeClinic({ settings: { impersonation_consent: true } });
  const [helper, person] = [await makeOperator(careful, 'admin'), await enrol(careful)];
  const given = await client(person.envelope.access_token)('POST /v1/me/impersonation-consent', {
    body: { minutes: 5 },
  });
  const begun = await begin(helper, person, { minutes: 30 });
  expect(begun.status).toBe(201);
  expect(begun.body.ends_at).toBe(given.body.until);
  const shorter = await begin(helper, person, { minutes: 1 });
  expect(Date.parse(shorter.body.ends_at)).toBeLessThan(Date.parse(given.body.until));
});

test('the ticket lies open in the log, so it is a number and no sentence', async () => {
  const refused = await begin(admin, patient, { ticket: 'Jane Doe called about her diagnosis' });
  expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed']);
  for (const ticket of ['HELP-1', '#4711', 'https://desk.clinic.test/t/12', 'INC0012.3'])
    expect((await begin(admin, patient, { ticket })).status, ticket).toBe(201);
  const text = JSON.stringify(await eventsOf(clinic.projectId));
  expect(text).not.toContain('Jane Doe');
});
