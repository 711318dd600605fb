/**
 * An impersonation lasts for half an hour at most, and is over with what it rests on: the operator's standing, and the
 * user's word where that is asked for.
 */
import { beforeAll, describe, expect, test, vi } from 'vitest';
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

const as = client;
const lastOf = async (scope: string) => (await eventsOf(scope)).at(-1);

/** Everything that a test does at another time. */
async function later<T>(minutes: number, run: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ now: Date.now() + minutes * 60_000, toFake: ['Date'] });
  try {
    return await run();
  } finally {
    vi.useRealTimers();
  }
}

describe('how long', () => {
  test('30 minutes at most, and one at least', async () => {
    for (const minutes of [0, 31, 1.5]) expect((await begin(admin, patient, { minutes })).status).toBe(400);
    const begun = await begin(admin, patient);
    expect(Date.parse(begun.body.ends_at) - Date.now()).toBeLessThanOrEqual(30 * 60_000);
  });

  test('it ends when it said, though its operator goes on', async () => {
    const begun = await begin(admin, patient, { minutes: 3 });
    const params = { id: begun.body.id };
    await later(2.9, async () => {
      expect((await as(begun.body.access_token)('GET /v1/me')).status).toBe(200);
      const renewed = await admin.call('POST /v1/impersonations/{id}/token', { params, body: {} });
      expect(renewed).toMatchObject({ status: 200, body: { ends_at: begun.body.ends_at } });
      expect(Date.parse(renewed.body.expires_at)).toBeLessThanOrEqual(Date.parse(begun.body.ends_at));
    });
    await later(3, async () => {
      expect((await as(begun.body.access_token)('GET /v1/me')).status).toBe(401);
      const late = await admin.call('POST /v1/impersonations/{id}/token', { params, body: {} });
      expect([late.status, late.body.code]).toEqual([401, 'policy_violation_session_absolute']);
      const [listed] = (await admin.call('GET /v1/impersonations')).body.data;
      expect(listed).toMatchObject({ id: begun.body.id, status: 'expired' });
    });
  });

  test('another operator ends it, and goes on with none that is not theirs', async () => {
    const other = await makeOperator(clinic, 'owner');
    const begun = await begin(admin, patient);
    const params = { id: begun.body.id };
    const renewed = await other.call('POST /v1/impersonations/{id}/token', { params, body: {} });
    expect(renewed.status).toBe(404);
    expect((await other.call('DELETE /v1/impersonations/{id}', { params })).status).toBe(204);
    expect(await lastOf(clinic.projectId)).toMatchObject({
      type: 'impersonation.ended',
      actor: { type: 'operator', id: other.userId },
      on_behalf_of: { type: 'user', id: patient.userId },
    });
    const used = await as(begun.body.access_token)('GET /v1/me');
    expect([used.status, used.body.code]).toEqual([401, 'session_expired']);
    expect((await admin.call('POST /v1/impersonations/{id}/token', { params, body: {} })).status).toBe(401);
    const events = (await eventsOf(clinic.projectId)).length;
    expect((await other.call('DELETE /v1/impersonations/{id}', { params })).status).toBe(204);
    expect((await eventsOf(clinic.projectId)).length).toBe(events);
  });

  test('it ends with the role of whoever began it, or their account', async () => {
    const owner = await makeOperator(clinic, 'owner');
    for (const end of [
      (who: OperatorPerson) => owner.call('DELETE /v1/operators/{id}', { params: { id: who.userId } }),
      (who: OperatorPerson) =>
        client(clinic.secret)('PATCH /v1/users/{id}', { params: { id: who.userId }, body: { status: 'disabled' } }),
    ]) {
      const helper = await makeOperator(clinic, 'admin');
      const begun = await begin(helper, patient);
      expect((await as(begun.body.access_token)('GET /v1/me')).status).toBe(200);
      expect((await end(helper)).status).toBeLessThan(300);
      expect((await as(begun.body.access_token)('GET /v1/me')).body.code).toBe('session_expired');
      const body = { access_token: begun.body.access_token };
      expect((await client(clinic.secret)('POST /v1/sessions/verify', { body })).body.active).toBe(false);
    }
  });
});

describe('consent', () => {
  test('is asked of the user where the project wants it, and ends what rests on it', async () => {
    const asking = await makeClinic({ settings: { impersonation_consent: true } });
    const helper = await makeOperator(asking, 'admin');
    const person = await enrol(asking);
    const own = as(person.envelope.access_token);
    const refused = await begin(helper, person);
    expect([refused.status, refused.body.code]).toEqual([403, 'consent_required']);
    const given = await own('POST /v1/me/impersonation-consent', { body: { minutes: 10 } });
    expect(given.status).toBe(200);
    expect(await lastOf(asking.projectId)).toMatchObject({
      type: 'impersonation.consented',
      actor: { type: 'user', id: person.userId },
      detail: { until: given.body.until },
    });
    const begun = await begin(helper, person);
    expect(begun.status).toBe(201);
    // Nobody allows themselves.
    const itself = await as(begun.body.access_token)('POST /v1/me/impersonation-consent', { body: {} });
    expect(itself.body.code).toBe('impersonation_forbidden');
    expect((await own('DELETE /v1/me/impersonation-consent')).status).toBe(204);
    expect((await as(begun.body.access_token)('GET /v1/me')).status).toBe(401);
    expect((await own('GET /v1/me')).status).toBe(200);
    expect((await begin(helper, person)).body.code).toBe('consent_required');
    await own('POST /v1/me/impersonation-consent', { body: { minutes: 10 } });
    await later(10, async () => {
      const fresh = await makeOperator(asking, 'admin');
      expect((await begin(fresh, person)).body.code).toBe('consent_required');
    });
  });
});

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
