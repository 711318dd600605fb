/**
 * Searching and exporting the log from end to end in the local cloud: the index follows the archive by the stream of its
 * heads, and a file is written by the clock, put together by S3 and fetched by a link that works once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { backend, type Clinic, makeClinic } from './clinic.ts';
import { cloud, dynamodb, output } from './cloud.ts';

let clinic: Clinic;
let api: ReturnType<typeof backend>;
let patient = '';
let doctor = '';

/** What was asked for, once it is as it should be: archiver, indexer and clock work behind the requests. */
async function until<T>(what: string, read: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 240; attempt++) {
    const value = await read();
    if (value !== undefined) return value;
    await sleep(1_000);
  }
  throw new Error(`${what} never came`);
}

beforeAll(async () => {
  clinic = await makeClinic('Searched clinic');
  api = backend(clinic);
  patient = (await api('POST', '/v1/users', { email: 'patient@example.test' })).body.id;
  doctor = (await api('POST', '/v1/users', { email: 'doctor@example.test' })).body.id;
});

test('what the customer recorded is found by subject, actor and resource, from the index', async () => {
  const event = (client_id: string, resource: string) => ({
    client_id,
    occurred_at: new Date().toISOString(),
    action: 'read',
    actor_id: doctor,
    subject_id: patient,
    resource: { type: 'Observation', id: resource },
    purpose: 'TREAT',
  });
  const appended = await api('POST', '/v1/events', { events: [event('e-1', 'o-1'), event('e-2', 'o-2')] });
  expect(appended.status).toBe(201);
  const [first] = appended.body.data;
  const query = `/v1/events?subject_id=${patient}&actor_id=${doctor}&resource_type=Observation&resource_id=o-1`;
  const found = async () => (await api('GET', query)).body.data.map(({ id }: { id: string }) => id);
  expect(await found()).toEqual([first.id]);
  const indexed = await until('the index', async () => {
    const Key = { pk: { S: `CURSOR#${clinic.projectId}` }, sk: { S: 'CURSOR' } };
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: output('SearchTable'), Key, ConsistentRead: true }),
    );
    return Number(Item?.next?.N ?? 0) >= 4 ? Number(Item?.next?.N) : undefined;
  });
  console.log(`${indexed} entries of the log are in the search index`);
  expect(await found()).toEqual([first.id]);
});

test('a file is asked for, written by the clock, and fetched once', async () => {
  const asked = await api('POST', '/v1/events/exports', { format: 'csv', filters: { events: ['phi.accessed'] } });
  expect(asked.status).toBe(202);
  const path = `/v1/events/exports/${asked.body.id}`;
  const done = await until('the file', async () => {
    const { body } = await api('GET', path);
    return body.status === 'running' ? undefined : body;
  });
  expect(done).toMatchObject({ status: 'completed', events: 2, percent: 100 });
  const { pathname, search } = new URL((await api('POST', `${path}/link`)).body.url);
  const file = await fetch(`${cloud.apiUrl}${pathname}${search}`);
  expect([file.status, file.headers.get('content-disposition')]).toEqual([
    200,
    `attachment; filename="events-${asked.body.id}.csv"`,
  ]);
  const text = await file.text();
  expect(text.trimEnd().split('\r\n')).toHaveLength(3);
  expect(Buffer.byteLength(text)).toBe(done.bytes);
  expect(text).toContain('o-2');
  expect((await fetch(`${cloud.apiUrl}${pathname}${search}`)).status).toBe(410);
});
