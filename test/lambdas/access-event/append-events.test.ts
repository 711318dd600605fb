/** The customer's own events in the log: once each, sealed for whom they concern, found again, and never replaced. */

import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';

interface Body {
  readonly [member: string]: unknown;
}

async function setUp() {
  const { project_id, key_id, secret } = await makeProject();
  const call = client(secret);
  const user = async (email: string): Promise<string> => (await call('POST /v1/users', { body: { email } })).body.id;
  const [doctor, patient] = [await user('doctor@example.test'), await user('patient@example.test')];
  const event = (client_id: string, more: Body = {}): Body => ({
    client_id,
    occurred_at: '2026-03-01T13:00:00+01:00',
    action: 'read',
    actor_id: doctor,
    subject_id: patient,
    resource: { type: 'Observation', id: 'MRN-4711' },
    purpose: 'TREAT',
    ...more,
  });
  const append = (events: readonly Body[], more: Body = {}) => call('POST /v1/events', { body: { events, ...more } });
  const list = async (query: Record<string, string>) => (await call('GET /v1/events', { query })).body.data;
  const logged = async (scope = project_id) => (await eventsOf(scope)).filter(({ type }) => type.startsWith('phi.'));
  return { project_id, key_id, call, doctor, patient, event, append, list, logged };
}

let world: Awaited<ReturnType<typeof setUp>>;
beforeAll(async () => {
  world = await setUp();
});

test('an event says who did what to whose data, why and when, and keeps the data to the subject', async () => {
  const { append, event, list, logged, doctor, patient, key_id, project_id } = world;
  const { status, body } = await append([event('visit-1')]);
  expect([status, body]).toEqual([
    201,
    { data: [{ client_id: 'visit-1', id: expect.stringMatching(/^evt_/), status: 'recorded' }] },
  ]);
  const [found] = await list({ events: 'phi.accessed' });
  expect(found).toMatchObject({
    id: body.data[0].id,
    data: {
      user_id: patient,
      actor_type: 'user',
      actor_id: doctor,
      target_type: 'resource',
      metadata: {
        action: 'read',
        purpose: 'TREAT',
        occurred_at: '2026-03-01T12:00:00.000Z',
        outcome: 'success',
        recorded_by: key_id,
        subjects: { [patient]: { client_id: 'visit-1', resource: { type: 'Observation', id: 'MRN-4711' } } },
      },
    },
  });
  expect((await logged())[0]?.subjects).toEqual([patient]);
  for (let lane = 0; lane < 16; lane++)
    for (const { leaf, public: open } of await rowsOf('audit', `${project_id}#${lane}`))
      expect(`${leaf}${open}`).not.toMatch(/MRN-4711|Observation|visit-1/);
  expect(JSON.stringify(await rowsOf('identity', `PROJECT#${project_id}#ACCESS_EVENT#visit-1`))).not.toContain('4711');
});

test('it is found by actor, subject and resource, and by no other resource', async () => {
  const { append, event, list, doctor, patient } = world;
  await append([event('found-1', { resource: { type: 'Encounter', id: 'E-1' } })]);
  for (const query of [
    { resource_type: 'Encounter', resource_id: 'E-1' },
    { actor_id: doctor, events: 'phi.accessed', target_type: 'resource', limit: '1' },
    { subject_id: patient, events: 'phi.accessed', limit: '1' },
  ] as Record<string, string>[])
    expect(await list(query)).toMatchObject([
      { data: { metadata: { subjects: { [patient]: { resource: { id: 'E-1' } } } } } },
    ]);
  expect(await list({ resource_type: 'Encounter', resource_id: 'E-2' })).toEqual([]);
  expect(await list({ resource_type: 'EncounterE', resource_id: '-1' })).toEqual([]);
});

test.each<Record<string, string>>([
  { resource_id: 'E-1' },
  { resource_type: 'Encounter' },
  { resource_type: 'Encounter', resource_id: 'E-1', target_id: 'user_1' },
])('a search by %j says what is missing', async (query) => {
  const { status, body } = await world.call('GET /v1/events', { query });
  expect([status, body.code, body.errors?.[0]?.path]).toEqual([400, 'validation_failed', 'resource_id']);
});

test('a disclosure is an event of its own type, and keeps to whom', async () => {
  const { append, event, list, logged, patient } = world;
  const disclosure = { recipient: 'County registry', address: '1 Main St', description: 'Report of a case' };
  await append([event('disclosed-1', { action: 'disclose', purpose: 'PUBHLTH', disclosure })]);
  const [found] = await list({ events: 'phi.disclosed', subject_id: patient });
  expect(found.data.metadata.subjects[patient]).toMatchObject({ disclosure });
  expect(JSON.stringify((await logged()).find(({ type }) => type === 'phi.disclosed'))).not.toContain('County');
  const { CATALOGUE } = await import('../../../lambdas/audit/catalogue.ts');
  expect([CATALOGUE['phi.disclosed'].disclosure, CATALOGUE['phi.accessed'].disclosure]).toEqual([true, false]);
});

describe('the same id', () => {
  test('is the same event, however often and in whatever batch it comes', async () => {
    const { append, event, logged } = world;
    const before = (await logged()).length;
    const first = await append([event('again-1'), event('again-2')]);
    const second = await append([event('again-2'), event('again-3')]);
    expect(second.status).toBe(201);
    expect(second.body.data).toEqual([
      { ...first.body.data[1], status: 'known' },
      { client_id: 'again-3', id: expect.any(String), status: 'recorded' },
    ]);
    const third = await append([event('again-1', { occurred_at: '2026-03-01T12:00:00Z' })]);
    expect([third.status, third.body.data]).toEqual([200, [{ ...first.body.data[0], status: 'known' }]]);
    expect((await logged()).length).toBe(before + 3);
  });

  test('with other content is refused, and neither changes nor records anything', async () => {
    const { append, event, logged, call } = world;
    await append([event('other-1')]);
    const before = await logged();
    const { id: organization_id } = (await call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
    for (const [changed, more] of [
      [{ action: 'update' }, {}],
      [{ outcome: 'denied' }, {}],
      [{ resource: { type: 'Observation', id: 'MRN-4712' } }, {}],
      [{ disclosure: { recipient: 'A', description: 'B' } }, {}],
      [{}, { organization_id }],
    ] as [Body, Body][]) {
      const refused = await append([event('other-2'), event('other-1', changed)], more);
      expect([refused.status, refused.body.code]).toEqual([409, 'idempotency_conflict']);
    }
    expect(await logged()).toEqual(before);
  });

  test('sent by many at once is recorded once', async () => {
    const { append, event, logged } = world;
    const before = (await logged()).length;
    const batch = ['race-1', 'race-2', 'race-3'].map((id) => event(id));
    const answers = await Promise.all(Array.from({ length: 8 }, () => append(batch)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.data?.map((one: { id: string }) => one.id).join())).size).toBe(1);
    expect((await logged()).length).toBe(before + 3);
  });

  test('belongs to its project', async () => {
    const other = await setUp();
    await world.append([world.event('shared')]);
    expect((await other.append([other.event('shared')])).status).toBe(201);
  });
});

test('25 go in one request and 26 do not; an organization has its own', async () => {
  const { append, event, call, logged } = world;
  const { id: organization_id } = (await call('POST /v1/organizations', { body: { name: 'Another clinic' } })).body;
  const batch = Array.from({ length: 26 }, (_, i) => event(`batch-${i}`));
  expect((await append(batch)).status).toBe(400);
  expect((await append(batch.slice(0, 25), { organization_id })).status).toBe(201);
  const own = await logged(organization_id);
  expect(own).toHaveLength(25);
  expect(own.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, i) => (own[0]?.seq ?? 0) + i));
});

test('without a person who acted the key is the actor', async () => {
  const { append, event, list, key_id } = world;
  await append([event('job-1', { actor_id: undefined })]);
  expect(await list({ actor_id: key_id, events: 'phi.accessed' })).toMatchObject([{ data: { actor_type: 'api_key' } }]);
});

describe('refused, whole batch and all', () => {
  const cases: [string, Body, string][] = [
    ['a subject of nowhere', { subject_id: 'user_01JD0000000000000000000000' }, 'body.events.1.subject_id'],
    ['an actor of nowhere', { actor_id: 'user_01JD0000000000000000000000' }, 'body.events.1.actor_id'],
    ['the future', { occurred_at: new Date(Date.now() + 5 * 60_000).toISOString() }, 'body.events.1.occurred_at'],
    ['an id twice', { client_id: 'wrong-0' }, 'body.events.1.client_id'],
    ['a name for an id', { client_id: 'Ada Lovelace' }, 'body.events.1.client_id'],
    ['an address for an id', { resource: { type: 'Patient', id: 'ada@example.test' } }, 'body.events.1.resource.id'],
    ['an unknown action', { action: 'peek' }, 'body.events.1.action'],
    ['a disclosure to nobody', { action: 'disclose' }, 'body.events.1.disclosure'],
    ['words for a purpose', { purpose: 'because I may' }, 'body.events.1.purpose'],
    ['a member that is not known', { note: 'x' }, 'body.events.1'],
  ];
  test.each(cases)('%s', async (_, wrong, path) => {
    const { append, event, logged } = world;
    const before = (await logged()).length;
    const { status, body } = await append([event('wrong-0'), event('wrong-1', wrong)]);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.errors.map((one: { path: string }) => one.path)).toContain(path);
    expect((await logged()).length).toBe(before);
  });

  test("another project's people and organizations", async () => {
    const other = await setUp();
    const { append, event } = world;
    expect((await append([event('theirs-1', { subject_id: other.patient })])).status).toBe(400);
    const { id: organization_id } = (await other.call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
    expect((await append([event('theirs-2')], { organization_id })).status).toBe(404);
  });

  test('a person whose part of the log was erased', async () => {
    const { append, event, call } = world;
    const { id } = (await call('POST /v1/users', { body: { email: 'gone@example.test' } })).body;
    await database.send(
      new DeleteItemCommand({ TableName: TABLES.identity, Key: { pk: { S: `USER#${id}` }, sk: { S: 'KEY' } } }),
    );
    const { body } = await append([event('gone-1', { subject_id: id })]);
    expect(body.errors).toEqual([{ path: 'body.events.0.subject_id', message: 'this person was erased' }]);
  });

  test('a key without the scope', async () => {
    const { call, event } = world;
    const made = await call('POST /v1/api-keys', { body: { name: 'reader', scopes: ['audit:read'] } });
    const reply = await client(made.body.secret)('POST /v1/events', { body: { events: [event('scope-1')] } });
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
  });
});
