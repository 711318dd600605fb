import { type AttributeValue, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';

const { createWriter } = await import('../../../lambdas/shared/commit.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');

interface Event {
  readonly id: string;
  readonly event: string;
  readonly created_at: string;
}

async function setUp() {
  const { project_id, secret } = await makeProject();
  const call = client(secret);
  const list = async (query: Record<string, string> = {}) => {
    const { status, body } = await call('GET /v1/events', { query });
    return { status, code: body.code, data: body.data as Event[], after: body.list_metadata?.after as string | null };
  };
  /** Everything from the newest to the oldest, page after page. */
  const walk = async (query: Record<string, string>) => {
    const seen: Event[] = [];
    for (let after: string | null = null; ; ) {
      const page = await list(after ? { ...query, after } : query);
      seen.push(...page.data);
      after = page.after;
      if (!after) return seen;
    }
  };
  return { project_id, call, list, walk };
}

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const MINUTE_MS = 60_000;

/** Events a minute apart, the first one a minute from now, each from a writer of its own; then an hour goes by. */
async function write(projectId: string, count: number, organizationId?: string) {
  const project = await getProject(projectId, new Date());
  if (!project) throw new Error('no project');
  const start = Date.now() + MINUTE_MS;
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const now = new Date(start + index * MINUTE_MS);
    vi.setSystemTime(now);
    const principal = { kind: 'system', projectId, name: 'test' } as const;
    const context = { principal, requestId: 'req_test', ip: undefined, userAgent: undefined, now };
    const target = { type: 'session', id: 'sess_test' };
    const done = await createWriter().commit(project, context, [], { type: 'session.expired', target, organizationId });
    if (done.ok) ids.push(done.value.eventId);
  }
  vi.setSystemTime(start + count * MINUTE_MS + 60 * MINUTE_MS);
  return { ids, at: (index: number) => new Date(start + index * MINUTE_MS) };
}

const idsOf = (events: readonly Event[]) => events.map(({ id }) => id);

test('an event tells who, what, when, on what, from where', async () => {
  const { call, list, project_id } = await setUp();
  const { body: user } = await call('POST /v1/users', { body: { email: 'ada@example.com', name: 'Ada' } });
  const { data } = await list({ events: 'user.created' });
  expect(data).toEqual([
    {
      id: expect.stringMatching(/^evt_/),
      event: 'user.created',
      created_at: user.created_at,
      data: {
        organization_id: null,
        user_id: user.id,
        actor_type: 'api_key',
        actor_id: expect.stringMatching(/^key_/),
        target_type: 'user',
        target_id: user.id,
        metadata: {
          via: 'api',
          outcome: 'success',
          request_id: expect.stringMatching(/^req_/),
          ip: '203.0.113.7',
          user_agent: 'test-agent/1.0',
          subjects: { [user.id]: { after: { email: 'ada@example.com', name: 'Ada', metadata: {} } } },
        },
      },
    },
  ]);
  expect((await list({ events: 'project.created' })).data).toMatchObject([{ data: { target_id: project_id } }]);
});

test('reading is an event: who read, with which filters, how many', async () => {
  const { list } = await setUp();
  await list({ limit: '10', events: 'project.created' });
  const { data } = await list({ events: 'audit.events_read' });
  expect(data).toMatchObject([{ data: { metadata: { count: 1, filters: { types: ['project.created'] } } } }]);
});

test.each([
  [1, 10],
  [7, 40],
  [100, 40],
])(
  'pages of %i give each of %i events once, newest first, though others are written meanwhile',
  async (limit, count) => {
    const { list, walk, project_id } = await setUp();
    const { ids } = await write(project_id, count);
    expect(idsOf(await walk({ limit: String(limit), events: 'session.expired' }))).toEqual(ids.toReversed());
    const all = await walk({ limit: String(limit) });
    expect(new Set(idsOf(all)).size).toBe(all.length);
    expect(idsOf(all)).toEqual(idsOf(all).sort().reverse());
    expect((await list({ limit: '1' })).data[0]?.event).toBe('audit.events_read');
  },
);

test('the range includes both of its ends, with any offset', async () => {
  const { walk, project_id } = await setUp();
  const { ids, at } = await write(project_id, 5);
  const hourAhead = new Date(at(1).getTime() + 60 * MINUTE_MS).toISOString().replace('Z', '+01:00');
  const range = { range_start: hourAhead, range_end: at(3).toISOString() };
  expect(idsOf(await walk(range))).toEqual(ids.slice(1, 4).toReversed());
});

test('both spellings of the types filter are understood', async () => {
  const { call, list } = await setUp();
  await call('POST /v1/users', { body: { email: 'ada@example.com' } });
  await call('POST /v1/organizations', { body: { name: 'Clinic' } });
  const types = 'user.created,organization.created';
  const want = ['organization.created', 'user.created'];
  expect((await list({ events: types })).data.map(({ event }) => event)).toEqual(want);
  expect((await list({ 'events[]': types })).data.map(({ event }) => event)).toEqual(want);
  expect((await list({ events: 'user.created', 'events[]': 'organization.created' })).data).toHaveLength(2);
});

test("an organization's events are its own, in pages and ranges too", async () => {
  const { call, walk, project_id } = await setUp();
  const { id } = (await call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
  const other = (await call('POST /v1/organizations', { body: { name: 'Other' } })).body;
  const { ids, at } = await write(project_id, 12, id);
  await write(project_id, 1, other.id);

  const filter = { organization_id: id, events: 'session.expired' };
  expect(idsOf(await walk({ ...filter, limit: '5' }))).toEqual(ids.toReversed());
  const range = { range_start: at(2).toISOString(), range_end: at(4).toISOString() };
  expect(idsOf(await walk({ ...filter, ...range, limit: '2' }))).toEqual(ids.slice(2, 5).toReversed());
});

test('the log of an organization of another project is not there', async () => {
  const [own, other] = [await setUp(), await setUp()];
  const { id } = (await other.call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
  expect(await own.list({ organization_id: id })).toMatchObject({ status: 404, code: 'not_found' });
  expect(idsOf(await own.walk({}))).not.toEqual(expect.arrayContaining(idsOf(await other.walk({}))));
});

test('a destroyed key withholds what was said of the person, and nothing else', async () => {
  const { call, list } = await setUp();
  const { body: user } = await call('POST /v1/users', { body: { email: 'erased@example.com' } });
  const { body: kept } = await call('POST /v1/users', { body: { email: 'kept@example.com' } });
  await database.send(
    new DeleteItemCommand({ TableName: TABLES.identity, Key: marshall({ pk: `USER#${user.id}`, sk: 'KEY' }) }),
  );
  const { data } = await list({ events: 'user.created' });
  expect(JSON.stringify(data)).not.toContain('erased@example.com');
  expect(data).toMatchObject([
    { data: { user_id: kept.id, metadata: { subjects: { [kept.id]: { after: { email: 'kept@example.com' } } } } } },
    { data: { user_id: user.id, metadata: { withheld: true, via: 'api' } } },
  ]);
  expect(JSON.stringify(data[0])).not.toContain('withheld');
});

test.each([
  ['nonsense', 'nonsense'],
  ['padding', Buffer.from('2025-01-01T00:00:00.000Z|evt_00000000000000000000000000').toString('base64')],
  ['another kind of id', Buffer.from('2025-01-01T00:00:00.000Z|user_00000000000000000000000000').toString('base64url')],
  ['a time that is none', Buffer.from('yesterday|evt_00000000000000000000000000').toString('base64url')],
  ['nothing', ''],
])('a cursor made of %s is refused', async (_, after) => {
  const { list } = await setUp();
  expect(await list({ after })).toMatchObject({ status: 400, code: 'validation_failed' });
});

test("a cursor is a time in the log: an organization's list goes on from the project's", async () => {
  const { call, list, project_id } = await setUp();
  const { id } = (await call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
  const { ids } = await write(project_id, 3, id);
  const { after } = await list({ limit: '1', events: 'session.expired' });
  expect(idsOf((await list({ organization_id: id, after: after ?? '' })).data).slice(0, 2)).toEqual(
    ids.slice(0, 2).toReversed(),
  );
});

test('rows that somebody put there are not shown, and make no page fail', async () => {
  const { call, walk, project_id } = await setUp();
  const { id } = (await call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
  const { ids } = await write(project_id, 3, id);
  const pk = `${id}#0`;
  const [real] = (await rowsOf('audit', pk)).slice(-1);
  const keys = ['1000', '1.5', '1.25', '-1', '9007199254740993', '-90071992547409930.5', '1e30'];
  const forgeries = keys.flatMap((sk, i): Record<string, AttributeValue>[] => [
    { ...marshall(real ?? {}), pk: { S: pk }, sk: { N: sk }, id: { S: `${ids[i % 3]?.slice(0, -3)}ZZ${i}` } },
    {
      pk: { S: `${id}#7` },
      sk: { N: sk },
      idx: { S: String(real?.idx) },
      id: { S: `${ids[i % 3]?.slice(0, -3)}ZY${i}` },
    },
  ]);
  for (const Item of forgeries) {
    const odd: Record<string, AttributeValue> = { odd: { N: '90071992547409930.5' } };
    if (Item.sk?.N === '-1') odd.public = { S: '{' };
    await database.send(new PutItemCommand({ TableName: TABLES.audit, Item: { ...Item, ...odd } }));
  }
  for (const limit of ['1', '100']) {
    expect(idsOf(await walk({ limit, organization_id: id, events: 'session.expired' }))).toEqual(ids.toReversed());
    expect(idsOf(await walk({ limit, events: 'session.expired' }))).toEqual(ids.toReversed());
  }
});
