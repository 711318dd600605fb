/** What is kept of a person is put right, and what they disagree with is attached: seen by them, and by nobody else. */
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { verifyEmail } from '../../dynamodb/factors.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { codeIn, deliverAll } from '../../dynamodb/outbox.ts';
import { type Clinic, enrol, makeClinic, makeMember } from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

let clinic: Clinic;
let call: ReturnType<typeof client>;
beforeAll(async () => {
  clinic = await makeClinic();
  call = client(clinic.secret);
});

const REASON = '§164.526 patient request 2026-05-21';
const amend = (id: string, field: string, new_value: string, by = call, more: object = {}) =>
  by('POST /v1/admin/users/{id}/dsr/amend', { params: { id }, body: { field, new_value, reason: REASON, ...more } });
const disagree = (id: string, body: object, by = call) =>
  by('POST /v1/admin/users/{id}/dsr/disagreement', { params: { id }, body });
/** The events about somebody as the API answers them, opened. */
const shown = async (id: string, type: string) =>
  (await call('GET /v1/events', { query: { target_id: id, events: type } })).body.data;

describe('an amendment', () => {
  test('of the e-mail, as the seed asks for it: unverified until it is proven, and the old mailbox is told', async () => {
    const person = await enrol(clinic);
    const { userId, email } = person;
    await verifyEmail(person);
    await deliverAll();
    const answer = await amend(userId, 'email', 'patient-new@example.com');
    expect(answer).toMatchObject({
      status: 200,
      body: { field: 'email', user: { email: 'patient-new@example.com', email_verified: false } },
    });
    const [notice, ...more] = await deliverAll();
    expect([notice?.to, more]).toEqual([email, []]);
    expect(notice?.text).not.toContain('patient-new');
    const found = await call('GET /v1/users', { query: { email: 'patient-new@example.com' } });
    expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([userId]);
    expect((await call('GET /v1/users', { query: { email } })).body.data).toEqual([]);

    const [event] = await shown(userId, 'dsr.amended');
    expect(event.data.metadata).toMatchObject({
      field: 'email',
      dsr_id: answer.body.dsr_id,
      subjects: { [userId]: { before: { email }, after: { email: 'patient-new@example.com' }, notes: REASON } },
    });
    const logged = (await eventsOf(clinic.projectId)).find(({ id }) => id === event.id);
    expect(JSON.stringify(logged)).not.toMatch(/patient|clinic\.test|164/);
    const asked = await call('GET /v1/compliance/dsr/{id}', { params: { id: answer.body.dsr_id } });
    expect(asked.body).toMatchObject({ kind: 'amend', state: 'completed', user_id: userId });
  });

  test('of the name', async () => {
    const { userId } = await enrol(clinic);
    expect((await amend(userId, 'name', 'Ada Lovelace')).body.user.name).toBe('Ada Lovelace');
  });

  test('of the number: the one that codes go to is not theirs any more, unless they need it', async () => {
    const person = await enrol(clinic);
    const headers = bearer(person.envelope.access_token);
    await deliverAll();
    const flow = await request('POST /v1/me/phone', { headers, body: { phone: '+12065550123' } });
    const code = codeIn(await deliverAll());
    await request('POST /v1/me/phone/confirm', { headers, body: { flow_id: flow.body.flow_id, code } });
    const phones = async (id: string) => (await rowsOf('identity', `USER#${id}`)).filter(({ sk }) => sk === 'PHONE');
    expect(await phones(person.userId)).toHaveLength(1);
    expect((await amend(person.userId, 'phone', '+12065550199')).body.user.phone).toBe('+12065550199');
    expect(await phones(person.userId)).toEqual([]);
    const removed = (await eventsOf(clinic.projectId)).findLast(({ type }) => type === 'phone.removed');
    expect(removed).toMatchObject({ reason: 'amended', subjects: expect.arrayContaining([person.userId]) });
  });

  test.each([
    ['email', 'no address'],
    ['phone', '0206 555'],
    ['name', ' '],
    ['name', 'A Person'],
    ['status', 'disabled'],
  ])('%s cannot become %j', async (field, value) => {
    const { userId } = await enrol(clinic);
    expect(await amend(userId, field, value)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  test('takes no address that is somebody else’s, and loses nothing by trying', async () => {
    const [one, other] = [await enrol(clinic), await enrol(clinic)];
    expect((await amend(one.userId, 'email', other.email)).body.code).toBe('email_taken');
    expect((await call('GET /v1/users/{id}', { params: { id: one.userId } })).body.email).toBe(one.email);
  });

  test('is of this project, by somebody who has just proven who they are, and of no operator by a key', async () => {
    const { userId } = await enrol(clinic);
    expect((await amend(userId, 'name', 'B', client((await makeClinic()).secret))).status).toBe(404);
    const officer = await makeOperator(clinic, 'privacy_officer');
    expect((await amend(userId, 'name', 'C', officer.call)).status).toBe(200);
    await tire(officer);
    expect((await amend(userId, 'name', 'D', officer.call)).body.code).toBe('recent_authentication_required');
    expect((await amend(officer.userId, 'email', 'taken-over@example.com')).body.code).toBe('forbidden');
    const denied = (await eventsOf(clinic.projectId)).filter((e) => e.type === 'dsr.amended' && e.outcome === 'denied');
    expect(denied.map(({ reason }) => reason).slice(-2)).toEqual(['recent_authentication_required', 'forbidden']);
  });
});

describe('a statement of disagreement', () => {
  const statement = 'I was never there on that day.\nAsk my sister.';

  test('is kept under seal, told in the next export, and gone with an erasure', async () => {
    const { userId } = await enrol(clinic);
    const [event] = (await call('GET /v1/events', { query: { subject_id: userId } })).body.data;
    const answer = await disagree(userId, { statement, about: event.id });
    expect(answer).toMatchObject({ status: 201, body: { about: event.id } });
    const rows = await rowsOf('identity', `DISAGREEMENTS#${userId}`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('sister');

    const params = { id: userId };
    await call('DELETE /v1/users/{id}', { params });
    const body = { requested_by: 'alice@hospital.org' };
    const { parts } = (await call('POST /v1/admin/users/{id}/dsr/export', { params, body })).body;
    expect(parts.disagreements).toEqual([
      { id: answer.body.dsr_id, about: event.id, statement, created_at: answer.body.created_at },
    ]);
    await call('POST /v1/admin/users/{id}/dsr/erase', { params, body: { ticket: 'DSR-1' } });
    expect(await rowsOf('identity', `DISAGREEMENTS#${userId}`)).toEqual([]);
  });

  test('is about something that is there, and of a person of this project', async () => {
    const [{ userId }, other] = [await enrol(clinic), await enrol(await makeClinic())];
    const foreign = await client(other.clinic.secret)('GET /v1/events');
    expect((await disagree(userId, { statement, about: foreign.body.data[0].id })).status).toBe(404);
    const theirs = await disagree(other.userId, { statement }, client(other.clinic.secret));
    expect((await disagree(userId, { statement, about: theirs.body.dsr_id })).status).toBe(404);
    expect((await disagree(other.userId, { statement })).status).toBe(404);
    const officer = await makeOperator(clinic, 'privacy_officer');
    await tire(officer);
    expect((await disagree(userId, { statement }, officer.call)).status).toBe(403);
    expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
      type: 'dsr.disagreement.recorded',
      outcome: 'denied',
    });
  });
});

describe('the access log of a person', () => {
  const { status, ...none } = { status: 200 };
  const read = (token: string, query: Record<string, string> = {}) =>
    request('GET /v1/me/access-log', { headers: bearer(token), query });

  test('tells in plain words who did what, signed, and names nobody', async () => {
    const { person, envelope } = await makeMember(clinic);
    const colleague = await enrol(clinic);
    const admin = await makeOperator(clinic, 'admin');
    const one = { occurred_at: '2026-03-01T12:00:00Z', purpose: 'TREAT', subject_id: person.userId };
    const resource = { type: 'Observation', id: 'MRN-1' };
    const disclosure = { recipient: 'City Laboratory', description: 'Laboratory report' };
    const events = [
      { ...one, resource, client_id: 'a', action: 'read', actor_id: colleague.userId },
      { ...one, resource, client_id: 'b', action: 'disclose', disclosure },
    ];
    await call('POST /v1/events', { body: { events } });
    await admin.call('PATCH /v1/users/{id}', { params: { id: person.userId }, body: { name: 'Better' } });

    const answer = await read(envelope.access_token);
    expect(answer.status).toBe(status);
    const { log, statement } = answer.body;
    expect(log.entries.slice(0, 3)).toMatchObject([
      { who: 'an administrator of your provider', event: 'user.updated', outcome: 'done' },
      { who: 'a system of your provider', what: 'Something of your record was given to somebody else.' },
      { who: 'a person who works with your provider', what: 'Your record was looked at.', why: 'for your treatment' },
    ]);
    expect(log.entries[1].why).toBe('for your treatment; given to City Laboratory');
    expect(
      log.entries.some(({ who, what }: Record<string, string>) => who === 'you' && what === 'Somebody signed in.'),
    ).toBe(true);
    expect(JSON.stringify(answer.body)).not.toMatch(new RegExp(`${colleague.userId}|${admin.userId}|${admin.email}`));

    const { isStatementOf } = await import('../../../lambdas/statement/statement.ts');
    const { parseVkey } = await import('../../../lambdas/log/note.ts');
    const keys = (await request('GET /v1/compliance/statement-keys', none)).body.keys.map(parseVkey);
    expect(isStatementOf('access_log', log, statement, keys)).toBe(true);
    expect(isStatementOf('access_log', { ...log, entries: [] }, statement, keys)).toBe(false);
  });

  test('goes on page by page to its end, and that it was read stands in it', async () => {
    const { envelope } = await enrol(clinic);
    const all = (await read(envelope.access_token, { limit: '100' })).body.log.entries;
    expect(all.length).toBeGreaterThan(2);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor && { cursor }) };
      const { log } = (await read(envelope.access_token, query)).body;
      paged.push(...log.entries.map(({ id }: { id: string }) => id));
      cursor = log.next_cursor;
    } while (cursor);
    expect(paged.slice(1)).toEqual(all.map(({ id }: { id: string }) => id));
    const [newest] = (await read(envelope.access_token)).body.log.entries;
    expect(newest).toMatchObject({ who: 'you', event: 'access_log.read' });
  });

  test('is nobody’s but theirs: not that of a key, nor of who acts as them', async () => {
    expect((await request('GET /v1/me/access-log', { key: clinic.secret })).status).toBe(401);
    const [admin, person] = [await makeOperator(clinic, 'admin'), await enrol(clinic)];
    const why = { reason: 'They cannot see their appointments', ticket: 'HELP-1' };
    const posing = await admin.call('POST /v1/impersonations', { body: { user_id: person.userId, ...why } });
    expect((await read(posing.body.access_token)).body.code).toBe('impersonation_forbidden');
  });
});
