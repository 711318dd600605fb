/** The index is what the archive says, however it came about: in pieces, twice, by two at once, or made again. */
import { DeleteItemCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { countReads } from './support/count-reads.ts';
import { archive, index, logOf, type Stored, s3, type Written } from './support/log-rows.ts';

const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
const { readSearchedBelow, readCursors } = await import('../../../lambdas/audit/search-store.ts');
const { searchEvents } = await import('../../../lambdas/audit/search-events.ts');
const { settleProject } = await import('../../../lambdas/audit/index-log.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');

const START = Date.UTC(2026, 0, 1);
const EVENTS = 20;
const id = (kind: Parameters<typeof newId>[0]) => newId(kind, new Date(START));
const organization = id('organization');
const people = [id('user'), id('user')];

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const anEvent = (i: number): Written => ({
  organizationId: i % 3 === 0 ? organization : undefined,
  actorId: people[i % 2] ?? '',
  target: { type: 'session', id: people[0] ?? '' },
  type: 'session.created',
  outcome: i % 5 === 0 ? 'denied' : 'success',
  subjects: people.slice(i % 2),
  timeMs: START + i * 1_000,
});

let projectId = '';
let events: readonly Stored[] = [];
let whole: Map<string, unknown>;

/** Every row of the index. Below which id a project is whole depends on the time of the run. */
async function indexRows(): Promise<Map<string, unknown>> {
  const rows = new Map<string, unknown>();
  const scan = paginateScan({ client: database }, { TableName: TABLES.search, ConsistentRead: true });
  for await (const { Items = [] } of scan)
    for (const item of Items) {
      const { pk, sk, ...row } = unmarshall(item);
      if (!String(pk).startsWith('SEARCHED_BELOW')) rows.set(`${pk} ${sk}`, row);
    }
  return rows;
}

async function forget(): Promise<void> {
  const scan = paginateScan({ client: database }, { TableName: TABLES.search, ConsistentRead: true });
  for await (const { Items = [] } of scan)
    await Promise.all(
      Items.map(({ pk = { S: '' }, sk = { S: '' } }) =>
        database.send(new DeleteItemCommand({ TableName: TABLES.search, Key: { pk, sk } })),
      ),
    );
}

class Killed extends Error {}
/** The function dies at its n-th write. @returns how many there were. */
async function killedAt(number: number, run: () => Promise<unknown>): Promise<number> {
  let writes = 0;
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if ((commandName === 'BatchWriteItemCommand' || commandName === 'PutItemCommand') && writes++ >= number)
          throw new Killed();
        return next(args);
      },
    { step: 'initialize', name: 'kill' },
  );
  try {
    await run().catch(() => undefined);
  } finally {
    dynamodb.middlewareStack.remove('kill');
  }
  return writes;
}

const heads = (...scopes: string[]): DynamoDBRecord[] =>
  scopes.map((scope, i) => ({
    eventName: 'MODIFY',
    dynamodb: { SequenceNumber: String(i), NewImage: { scope: { S: scope }, kind: { S: 'log_head' } } },
  }));

async function ring(...scopes: string[]): Promise<string[]> {
  const { handler } = await import('../../../lambdas/audit/index-events/handler.ts');
  const { batchItemFailures } = await handler({ Records: heads(...scopes) }, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

beforeAll(async () => {
  projectId = (await makeProject()).project_id;
  const write = await logOf(projectId);
  events = await write(Array.from({ length: EVENTS }, (_, i) => anEvent(i)));
  await archive();
  await index();
  whole = await indexRows();
});
afterEach(() => {
  s3.fault = undefined;
});

test('it has each event on each of its lists', () => {
  for (const [i, event] of events.entries()) {
    const lists = [...whole.keys()]
      .filter((key) => key.endsWith(` ${event.id}`))
      .map((key) => key.split('#').slice(1)[0]);
    const expected = ['EVENT', 'TYPE', 'ACTOR', 'TARGET', ...event.subjects.map(() => 'SUBJECT')];
    if (i % 3 === 0) expected.push('ORGANIZATION');
    if (i % 5 === 0) expected.push('OUTCOME');
    expect(lists.sort()).toEqual(expected.sort());
  }
  const rows = [...whole.keys()].filter((key) => key.includes(' evt_')).length;
  console.log(`search index: ${(rows / (EVENTS + 2)).toFixed(1)} rows for each event`);
});

test('it holds ids and places, and nothing that was said', () => {
  for (const [key, row] of whole) {
    if (key.includes(' evt_')) expect(Object.keys(row as object).sort()).toEqual(['at', 'seq']);
  }
});

test('killed at any write and begun again, it is the same', async () => {
  let kills = 0;
  for (let number = 0; ; number++) {
    await forget();
    const writes = await killedAt(number, () => ring(projectId, organization));
    if (writes <= number) break;
    kills++;
    expect(await ring(projectId, organization)).toEqual([]);
    expect(await indexRows()).toEqual(whole);
  }
  expect(kills).toBeGreaterThan(6);
  console.log(`search index: ${kills} kills, one at each write, ${whole.size} rows after each`);
});

test('two that index the same logs at once make the same', async () => {
  await forget();
  await Promise.all([ring(projectId, organization), ring(organization, projectId), index()]);
  await index();
  expect(await indexRows()).toEqual(whole);
});

test('the stream gives back the logs that could not be read, and no others', async () => {
  await forget();
  s3.fault = ({ key, method }) =>
    method === 'GET' && key.includes(organization) ? { status: 403, code: 'AccessDenied' } : undefined;
  expect(await ring(projectId, organization, projectId)).toEqual(['1']);
  s3.fault = undefined;
  expect(await ring(organization)).toEqual([]);
  expect(await indexRows()).toEqual(whole);
});

test('heads of what is no log of a project or an organization are passed over', async () => {
  expect(await ring('directory', 'org_nobody', id('organization'), '')).toEqual([]);
  expect(await indexRows()).toEqual(whole);
});

describe('up to where a project is whole', () => {
  test('is behind its first event that is not indexed, in whatever scope, and a minute behind the clock', async () => {
    await forget();
    await ring(projectId);
    const first = events.find(({ organizationId }) => organizationId === organization);
    expect(await readSearchedBelow(projectId)).toBe(first?.id);
    await ring(organization);
    const below = await readSearchedBelow(projectId);
    expect(below > (events.at(-1)?.id ?? '')).toBe(true);
    await settleProject(projectId, new Date(START));
    expect(await readSearchedBelow(projectId)).toBe(below);
  });

  test('is not held up by rows that somebody put there and that no lane leads to', async () => {
    const [row] = (await rowsOf('audit', `${organization}#0`)).slice(-1);
    const shards = ['0', '1.5'].map((sk) => ({ pk: `${organization}#7`, sk, id: `${events[3]?.id.slice(0, -1)}Z` }));
    for (const { pk, sk, id: eventId } of shards)
      await database.send(
        new PutItemCommand({
          TableName: TABLES.audit,
          Item: { pk: { S: pk }, sk: { N: sk }, id: { S: eventId }, idx: { S: String(row?.idx) } },
        }),
      );
    await database.send(
      new DeleteItemCommand({
        TableName: TABLES.search,
        Key: { pk: { S: `SEARCHED_BELOW#${projectId}` }, sk: { S: 'SEARCHED_BELOW' } },
      }),
    );
    await settleProject(projectId, new Date());
    expect((await readSearchedBelow(projectId)) > (events.at(-1)?.id ?? '')).toBe(true);
  });
});

test('it counts the lanes as the log does', async () => {
  const [cursor] = await readCursors([organization]);
  expect(cursor).toMatchObject({ projectId, next: Math.ceil(EVENTS / 3), lanes: { 0: Math.ceil(EVENTS / 3) - 1 } });
});

test('an event that the archive keeps behind a marker is found as any other', async () => {
  const project = (await makeProject()).project_id;
  const write = await logOf(project);
  const [first, second, third] = await write([anEvent(1), anEvent(2), anEvent(4)]);
  const registered = (await rowsOf('lanes', 'LANES')).map(({ sk }) => String(sk));
  const lane = registered.filter((key) => key.startsWith(project)).find((key) => /#1[45]$/.test(key)) ?? '';
  const rows = await rowsOf('audit', lane);
  const own = rows.find((row) => row.id === second?.id);
  // The second row is not there while the log passes it, and comes late.
  const Key = { pk: { S: lane }, sk: { N: String(own?.sk) } };
  const { Attributes } = await database.send(
    new DeleteItemCommand({ TableName: TABLES.audit, Key, ReturnValues: 'ALL_OLD' }),
  );
  const { id: fourth } = (await write([anEvent(5)]))[0] ?? {};
  await archive();
  await database.send(new PutItemCommand({ TableName: TABLES.audit, Item: Attributes }));
  await archive();
  await index();
  const found = await searchEvents({
    projectId: project,
    actorId: people[0],
    types: [],
    startMs: 0,
    endMs: Number.POSITIVE_INFINITY,
    after: undefined,
    limit: 10,
  });
  expect(found.records.map((record) => record.id)).toEqual([third?.id, second?.id]);
  expect([first?.id, fourth]).not.toContain(undefined);
});

test('what a log asks for by growing, and by not growing', async () => {
  const project = (await makeProject()).project_id;
  const write = await logOf(project);
  for (const count of [1, 20]) {
    await write(Array.from({ length: count }, (_, i) => ({ ...anEvent(i), organizationId: undefined })));
    await archive();
    const { calls, writes } = await countReads(() => ring(project));
    console.log(`search index: ${count} more in a log: ${calls} DynamoDB calls, ${writes} rows put`);
    expect(writes).toBeLessThanOrEqual(7 * (count + 2) + 2);
  }
  const looked = await countReads(() => index());
  console.log(`search index: a look at all logs of the deployment, none of which grew: ${looked.calls} DynamoDB calls`);
  expect(looked.calls).toBeLessThanOrEqual(4);
});
