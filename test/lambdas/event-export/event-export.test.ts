/** An export from the request for it to its file: whole, once, and each step in the log. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { makeProject, rowsOf } from '../../dynamodb/world.ts';
import { flawsOf } from './fhir-schema.ts';

let s3: S3;
beforeAll(async () => {
  s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  return () => s3.stop();
});
afterEach(() => {
  vi.useRealTimers();
  s3.fault = undefined;
});

const MINUTE_MS = 60_000;
const enough = { getRemainingTimeInMillis: () => 60_000 };
/** Time for so many pages, and no more. */
function pages(count: number) {
  let asked = 0;
  // Asked before the run begins, and before each page.
  return { getRemainingTimeInMillis: () => (asked++ <= count ? 60_000 : 0) };
}

const run = async (context = enough) => {
  const { handler } = await import('../../../lambdas/event-export/run-exports/handler.ts');
  await handler({}, context);
};
const passTime = (ms: number) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
};

async function setUp() {
  const { project_id, secret } = await makeProject();
  const call = client(secret);
  const ask = async (body: Record<string, unknown>) => call('POST /v1/events/exports', { body });
  const read = async (id: string) => (await call('GET /v1/events/exports/{id}', { params: { id } })).body;
  const link = async (id: string) => call('POST /v1/events/exports/{id}/link', { params: { id } });
  const open = (url: string) => {
    const { pathname, searchParams } = new URL(url);
    const id = pathname.split('/')[4] ?? '';
    return request('GET /v1/events/exports/{id}/download', {
      params: { id },
      query: { token: searchParams.get('token') ?? '' },
    });
  };
  /** The whole way, to what the file holds. */
  const fetchFile = async (id: string) => {
    const { url } = (await link(id)).body;
    const { status, headers } = await open(url);
    expect(status).toBe(303);
    return (await fetch(headers.location ?? '')).text();
  };
  const users = async (count: number) => {
    for (let i = 0; i < count; i++)
      await call('POST /v1/users', { body: { email: `p${i}@example.test`, name: `P ${i}` } });
  };
  /** Of the customer's own system, on one record. */
  const accesses = async (count: number, record = 'MRN-1') => {
    const { id: subject_id } = (await call('POST /v1/users', { body: { email: `${record}@example.test` } })).body;
    const one = { occurred_at: '2026-03-01T12:00:00Z', action: 'read', subject_id, purpose: 'TREAT' };
    const resource = { type: 'Observation', id: record };
    const all = Array.from({ length: count }, (_, i) => ({ ...one, client_id: `${record}-${i}`, resource }));
    for (let i = 0; i < count; i += 25) {
      const { status, body } = await call('POST /v1/events', { body: { events: all.slice(i, i + 25) } });
      expect([status, body.code]).toEqual([201, undefined]);
    }
  };
  const told = async () =>
    (await eventsOf(project_id)).filter(({ type }) => type.startsWith('audit.export')).map(({ type }) => type);
  return { project_id, secret, call, ask, read, link, open, fetchFile, users, accesses, told };
}

test('an export is asked for, written, fetched once, and each of that is an event', async () => {
  const { ask, read, link, open, users, told, call } = await setUp();
  await users(3);
  const asked = await ask({ format: 'ndjson', filters: { events: ['user.created'] } });
  expect(asked).toMatchObject({
    status: 202,
    body: { status: 'running', events: 0, percent: 0, bytes: null, filters: { events: ['user.created'] } },
  });
  const { id } = asked.body;
  expect((await link(id)).body.code).toBe('export_not_there');
  await call('POST /v1/users', { body: { email: 'later@example.test' } });
  await run();
  const done = await read(id);
  expect(done).toMatchObject({ status: 'completed', events: 3, percent: 100 });

  const { status, body } = await link(id);
  expect(status).toBe(201);
  expect(Date.parse(body.expires_at) - Date.now()).toBeLessThanOrEqual(24 * 60 * MINUTE_MS);
  expect(Date.parse(body.expires_at)).toBe(Date.parse(done.completed_at) + 24 * 60 * MINUTE_MS);
  const opened = await open(body.url);
  expect(opened.status).toBe(303);
  const file = await (await fetch(opened.headers.location ?? '')).text();
  expect(Buffer.byteLength(file)).toBe(done.bytes);
  const events = file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { data } = (await call('GET /v1/events', { query: { events: 'user.created' } })).body;
  expect(events).toEqual(data.slice(1));
  expect(JSON.stringify(events)).toContain('p2@example.test');

  expect(await open(body.url)).toMatchObject({ status: 410, body: { code: 'token_consumed' } });
  expect(await told()).toEqual([
    'audit.export_requested',
    'audit.export_continued',
    'audit.export_completed',
    'audit.export_link_created',
    'audit.export_downloaded',
  ]);
});

test("an export in FHIR is an AuditEvent a line, of a customer's own events too", async () => {
  const { ask, accesses, fetchFile } = await setUp();
  await accesses(2, 'MRN-9');
  const { id } = (await ask({ format: 'fhir' })).body;
  await run();
  const lines = (await fetchFile(id)).trimEnd().split('\n');
  const resources = lines.map((line) => JSON.parse(line));
  expect(resources.flatMap((one) => flawsOf(one))).toEqual([]);
  const records = resources.filter(({ type }) => type.display === 'Patient Record');
  expect(records.map(({ entity }) => entity[0].what)).toEqual(
    Array(2).fill({ identifier: expect.objectContaining({ value: 'MRN-9' }), type: 'Observation' }),
  );
});

test('what is told of an export names nobody', async () => {
  const { ask, project_id } = await setUp();
  await ask({ format: 'csv', filters: { actor_id: 'Ada Lovelace', target_type: 'user' } });
  const [event] = (await eventsOf(project_id)).filter(({ type }) => type === 'audit.export_requested');
  expect(event?.detail).toMatchObject({ format: 'csv', filters: { actor_id: 'other', target_type: 'user' } });
});

test('an export of a record holds the events of that record, and nowhere its number', async () => {
  const { ask, read, accesses, fetchFile, project_id } = await setUp();
  await accesses(2, 'MRN-4711');
  await accesses(1, 'MRN-4712');
  const asked = await ask({
    format: 'ndjson',
    filters: { resource_type: 'Observation', resource_id: 'MRN-4711', events: ['phi.accessed'] },
  });
  const { id } = asked.body;
  const named = { target_type: 'resource', target_id: expect.stringMatching(/^[\w-]{43}$/), events: ['phi.accessed'] };
  expect([asked.body.filters, (await read(id)).filters]).toEqual([named, named]);
  const { eventExportKey } = await import('../../../lambdas/shared/table.ts');
  const [row] = await rowsOf('identity', eventExportKey(id).pk);
  expect(row).toMatchObject({ id, filter: named });
  const events = (await eventsOf(project_id)).filter(({ type }) => type === 'audit.export_requested');
  expect(JSON.stringify([row, events.map(({ detail }) => detail)])).not.toContain('4711');
  await run();
  const lines = (await fetchFile(id)).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).data.target_id)).toEqual([
    asked.body.filters.target_id,
    asked.body.filters.target_id,
  ]);
});

test('an export that takes several runs goes on where it was, whatever happens in between', async () => {
  const { ask, read, fetchFile, users, project_id } = await setUp();
  await users(12);
  const { id } = (await ask({ format: 'csv' })).body;
  await run(pages(0));
  expect(await read(id)).toMatchObject({ status: 'running', events: 0 });

  // The bucket takes nothing while this run writes.
  passTime(2 * MINUTE_MS);
  s3.fault = ({ method }) => (method === 'PUT' ? { status: 403, code: 'AccessDenied' } : undefined);
  await expect(run()).rejects.toThrow(/could not be looked after/);
  expect(await read(id)).toMatchObject({ status: 'running', events: 0 });

  s3.fault = undefined;
  // Whoever comes while the last run may still be at it leaves it alone.
  await run();
  expect(await read(id)).toMatchObject({ status: 'running' });
  passTime(2 * MINUTE_MS);
  await run();
  const done = await read(id);
  expect(done).toMatchObject({ status: 'completed' });
  const lines = (await fetchFile(id)).split('\r\n').slice(1, -1);
  expect(lines).toHaveLength(done.events);
  const ids = lines.map((line) => /"(evt_\w+)"/.exec(line)?.[1]);
  // Up to the request for it, which is its newest.
  const all = await eventsOf(project_id);
  const before = all.slice(0, all.findIndex(({ type }) => type === 'audit.export_requested') + 1);
  expect(ids).toEqual(before.map((event) => event.id).reverse());
});

test('a file that could not be put together is, by the next run; and one of which the answer was lost, at once', async () => {
  const { ask, read, told } = await setUp();
  const { id } = (await ask({ format: 'ndjson' })).body;
  // Calls to the file: the upload begins, its part, and it is put together.
  const third = (fault: S3['fault']): S3['fault'] => {
    let calls = 0;
    return (call) =>
      call.method === 'PUT' && call.key.endsWith('.ndjson') && ++calls >= 3 ? fault?.(call) : undefined;
  };
  s3.fault = third(() => ({ status: 403, code: 'AccessDenied' }));
  await expect(run()).rejects.toThrow(/could not be looked after/);
  expect(await read(id)).toMatchObject({ status: 'running', percent: 99 });
  passTime(2 * MINUTE_MS);
  s3.fault = ({ method, key }) => (method === 'PUT' && key.endsWith('.ndjson') ? 'applied and lost' : undefined);
  await run();
  expect(await read(id)).toMatchObject({ status: 'completed' });
  expect(await told()).toEqual([
    'audit.export_requested',
    'audit.export_continued',
    'audit.export_continued',
    'audit.export_completed',
  ]);
});

test('an export that nothing is written of is given up, and says so', async () => {
  const { ask, read, told } = await setUp();
  const { id } = (await ask({ format: 'csv' })).body;
  s3.fault = ({ method }) => (method === 'PUT' ? { status: 403, code: 'AccessDenied' } : undefined);
  for (let minute = 0; minute < 8 && (await read(id)).status === 'running'; minute++) {
    passTime(2 * MINUTE_MS);
    await run().catch(() => undefined);
  }
  expect(await read(id)).toMatchObject({ status: 'failed', bytes: null });
  expect((await told()).at(-1)).toBe('audit.export_failed');
});

test('an export that looks far and finds nothing goes on as long as it gets further, and no longer', async () => {
  const { ask, read } = await setUp();
  const { firstIdOf } = await import('../../../lambdas/audit/event-query.ts');
  const { id } = (await ask({ format: 'csv', filters: { events: ['user.deleted'] } })).body;
  const files = s3.objects(process.env.LIVE_BUCKET ?? '');
  const reach = (minutes: number) => {
    const key = [...files.keys()].find((name) => name.includes(id) && name.endsWith('written.json')) ?? '';
    const written = { ...JSON.parse(String(files.get(key))), after: firstIdOf(Date.now() - minutes * MINUTE_MS) };
    files.set(key, Buffer.from(JSON.stringify(written)));
  };
  for (let turn = 0; turn < 8; turn++) {
    await run(pages(0));
    // As a run leaves it that looked at events of hours, and none of them was asked for.
    passTime(2 * MINUTE_MS);
    reach(60 * (turn + 1));
  }
  expect(await read(id)).toMatchObject({ status: 'running', events: 0 });
  for (let turn = 0; turn < 8; turn++) {
    await run(pages(0));
    passTime(2 * MINUTE_MS);
  }
  expect(await read(id)).toMatchObject({ status: 'failed' });
});

test('a run that is cut off before it has noted what it wrote leaves nothing twice in the file', async () => {
  // Later than the tests before it have been: ids of events never go back.
  passTime(60 * MINUTE_MS);
  const { ask, accesses, fetchFile } = await setUp();
  await accesses(125);
  const { id } = (await ask({ format: 'ndjson', filters: { events: ['phi.accessed'] } })).body;
  await run(pages(0));
  passTime(2 * MINUTE_MS);
  s3.fault = ({ method, key }) =>
    method === 'PUT' && key.endsWith('written.json') ? { status: 403, code: 'AccessDenied' } : undefined;
  await expect(run(pages(1))).rejects.toThrow(/could not be looked after/);
  s3.fault = undefined;
  passTime(2 * MINUTE_MS);
  await run(pages(1));
  passTime(2 * MINUTE_MS);
  await run();
  const ids = (await fetchFile(id))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect([ids.length, new Set(ids).size]).toEqual([125, 125]);
});

describe('a link', () => {
  test('opens once, however many open it at the same moment', async () => {
    const { ask, link, open, told } = await setUp();
    const { id } = (await ask({ format: 'csv' })).body;
    await run();
    const { url } = (await link(id)).body;
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(url)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(9);
    expect((await told()).filter((type) => type === 'audit.export_downloaded')).toHaveLength(1);
  });

  test('is over after a day, as the file is, whether or not the bucket has forgotten it', async () => {
    const { ask, link, open } = await setUp();
    const { id } = (await ask({ format: 'csv' })).body;
    await run();
    const { url } = (await link(id)).body;
    passTime(24 * 60 * MINUTE_MS);
    expect((await open(url)).body.code).toBe('token_consumed');
    expect((await link(id)).body.code).toBe('export_not_there');
  });

  test('is stored by its hash alone, and leads to its own export alone', async () => {
    const { ask, link, open } = await setUp();
    const first = (await ask({ format: 'csv' })).body.id;
    const second = (await ask({ format: 'csv' })).body.id;
    await run();
    const { url } = (await link(first)).body;
    const token = new URL(url).searchParams.get('token') ?? '';
    const { hashOfLink } = await import('../../../lambdas/event-export/event-export.ts');
    const [row] = await rowsOf('ephemeral', `EXPORT_LINK#${hashOfLink(token)}`);
    expect(JSON.stringify(row)).not.toContain(token.slice(31));
    expect((await open(url.replace(first, second))).body.code).toBe('token_consumed');
    expect((await open(url)).status).toBe(303);
  });

  test.each(['', 'xdl_', 'xdl_01JD0000000000000000000000_short'])('made of %j leads nowhere', async (token) => {
    const { ask } = await setUp();
    const { id } = (await ask({ format: 'csv' })).body;
    const reply = await request('GET /v1/events/exports/{id}/download', { params: { id }, query: { token } });
    expect([400, 410]).toContain(reply.status);
  });
});

test("another project's export is not there", async () => {
  const [own, other] = [await setUp(), await setUp()];
  const { id } = (await other.ask({ format: 'csv' })).body;
  expect((await own.read(id)).code).toBe('not_found');
  expect((await own.link(id)).status).toBe(404);
  const { id: organization_id } = (await other.call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
  expect((await own.ask({ format: 'csv', filters: { organization_id } })).status).toBe(404);
});

test('at most five are written at once, and unknown members are refused', async () => {
  const { ask } = await setUp();
  for (let i = 0; i < 5; i++) expect((await ask({ format: 'csv' })).status).toBe(202);
  const sixth = await ask({ format: 'csv' });
  expect(sixth).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(sixth.headers['retry-after']).toBe('60');
  expect((await ask({ format: 'pdf' })).status).toBe(400);
  expect((await ask({ format: 'csv', filters: { actor: 'x' } })).status).toBe(400);
});

describe('exports that wait', () => {
  test('have their turn project by project, whoever asked first', async () => {
    const [first, second, last] = [await setUp(), await setUp(), await setUp()];
    const asked = new Map<string, string>();
    for (const { ask, project_id } of [first, first, first, first, first, second, second, last])
      asked.set((await ask({ format: 'csv' })).body.id, project_id);
    const read: (string | undefined)[] = [];
    const send = vi.spyOn(DynamoDBClient.prototype, 'send');
    // No time, so each is read and left alone.
    await run({ getRemainingTimeInMillis: () => 0 });
    for (const [command] of send.mock.calls) {
      const id = /"EVENT_EXPORT#(exp_\w+)"/.exec(JSON.stringify(command.input))?.[1];
      if (id !== undefined && asked.has(id)) read.push(asked.get(id));
    }
    send.mockRestore();
    expect(new Set(read.slice(0, 3))).toEqual(new Set([first.project_id, second.project_id, last.project_id]));
    expect(new Set(read.slice(3, 5))).toEqual(new Set([first.project_id, second.project_id]));
    expect(read).toHaveLength(asked.size);
  });

  test('begin with another one each time', async () => {
    const { inTurns } = await import('../../../lambdas/event-export/event-export.ts');
    const all = ['a1', 'a2', 'b1', 'c1'].map((id) => ({ id, projectId: id.slice(0, 1) }));
    expect(inTurns(all, 0)).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect(inTurns(all, 1)).toEqual(['a2', 'b1', 'c1', 'a1']);
    expect(inTurns(all, 3)).toEqual(['c1', 'a1', 'b1', 'a2']);
  });

  test('have the time of one that had its turn; one that nobody waits for has all there is', async () => {
    const { timeOfTurn } = await import('../../../lambdas/event-export/event-export.ts');
    let [left, waiting] = [60_000, 1];
    const timeLeft = timeOfTurn(
      () => left,
      () => waiting,
    );
    const at = (ms: number) => {
      left = ms;
      return timeLeft();
    };
    expect([at(60_000), at(50_001), at(50_000)]).toEqual([true, true, false]);
    waiting = 0;
    expect([at(50_000), at(20_001), at(20_000)]).toEqual([true, true, false]);
  });
});
