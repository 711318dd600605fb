/**
 * The archiver as it is deployed, in small: its real triggers and stores over DynamoDB Local, and an S3, a KMS and a
 * topic over HTTP. The same rows can be archived again and again: `forget` empties everything but the lanes.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, vi } from 'vitest';
import type { Item } from '../../../../lambdas/log/lane-row.ts';
import { type S3, startS3 } from '../../../dynamodb/s3.ts';
import { database, TABLES } from '../../../dynamodb/world.ts';
import { verifyObjects } from '../../../lib/verify/copy.ts';

export const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const BATCH = 25;

export let s3: S3;
/** Subjects of what was told to the incident topic. */
export const incidents: string[] = [];

const topic = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  incidents.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('Subject') ?? '');
  response.setHeader('content-type', 'text/xml');
  response.end('<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>');
});

beforeAll(async () => {
  await database.send(
    new CreateTableCommand({
      TableName: LANES_OF_TESTS,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
    }),
  );
  s3 = await startS3();
  topic.listen(0, '127.0.0.1');
  await once(topic, 'listening');
  const address = topic.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  Object.assign(process.env, {
    AUDIT_TABLE: LANES_OF_TESTS,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${address.port}`,
  });
});
afterAll(async () => {
  await database.send(new DeleteTableCommand({ TableName: LANES_OF_TESTS }));
  await s3.stop();
  topic.closeAllConnections();
  topic.close();
});

/** Puts rows as they are, many at once; the code under test never could. */
async function putRows(table: string, items: readonly Item[], parallel = 8): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + BATCH);
      next += BATCH;
      let wanted: Record<string, WriteRequest[]> | undefined = {
        [table]: batch.map((Item) => ({ PutRequest: { Item: Item as never } })),
      };
      while (wanted && Object.keys(wanted).length > 0)
        wanted = (await database.send(new BatchWriteItemCommand({ RequestItems: wanted }))).UnprocessedItems;
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

/** The lanes of these tests lie in a table of their own: their rows are no events of the catalogue. */
const LANES_OF_TESTS = `${TABLES.audit}-lanes`;
export const putLanes = (items: readonly Item[]): Promise<void> => putRows(LANES_OF_TESTS, items);

/** The registry names these lanes from now on, and no others: earlier tests' logs are of no concern. */
export async function register(...scopes: readonly (readonly [scope: string, lanes: readonly number[]])[]) {
  await remove(TABLES.lanes, await rowsIn(TABLES.lanes));
  const keys = scopes.flatMap(([scope, lanes]) => lanes.map((lane) => `${scope}#${lane}`));
  await putRows(
    TABLES.lanes,
    keys.map((sk) => ({ pk: { S: 'LANES' }, sk: { S: sk } })),
  );
}

/** What the archiver has: its objects, and the rows of the control table. */
export interface State {
  readonly buckets: ReadonlyMap<string, ReadonlyMap<string, Buffer>>;
  readonly control: readonly Item[];
}
const NOTHING: State = { buckets: new Map(), control: [] };

async function rowsIn(TableName: string): Promise<Item[]> {
  const rows: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client: database }, { TableName, ConsistentRead: true }))
    rows.push(...(Items as Item[]));
  return rows;
}

async function remove(table: string, items: readonly Item[]): Promise<void> {
  const requests = items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as never } }));
  for (let i = 0; i < requests.length; i += BATCH)
    await database.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(i, i + BATCH) } }));
}

export const keepState = async (): Promise<State> => ({
  buckets: new Map([...s3.buckets].map(([name, objects]) => [name, new Map(objects)])),
  control: await rowsIn(TABLES.control),
});

/** Puts everything back to where it was: by default to before the first run. The lanes stay as they are. */
export async function restore({ buckets, control }: State = NOTHING): Promise<void> {
  s3.fault = undefined;
  incidents.length = 0;
  for (const objects of s3.buckets.values()) objects.clear();
  for (const [name, objects] of buckets) for (const [key, bytes] of objects) s3.objects(name).set(key, bytes);
  await remove(TABLES.control, await rowsIn(TABLES.control));
  await putRows(TABLES.control, control);
}

/** The triggers in a Lambda environment that has just begun: nothing is cached. */
export async function coldStart() {
  vi.resetModules();
  const { handler: archiveEvents } = await import('../../../../lambdas/log/archive-events/handler.ts');
  const { handler: sweepLanes } = await import('../../../../lambdas/log/sweep-lanes/handler.ts');
  return { archiveEvents, sweepLanes };
}

export const recordsOf = (items: readonly Item[]): DynamoDBRecord[] =>
  items.map(({ pk, sk }, number) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(number), Keys: { pk: { S: pk?.S ?? '' }, sk: { N: sk?.N ?? '' } } },
  }));

/** Objects of a log by their path in its folder. */
export function logObjects(scope: string): Map<string, Buffer> {
  const root = `v1/us-east-1/logs/${scope}/`;
  return new Map(
    [...s3.objects('archive')]
      .filter(([key]) => key.startsWith(root))
      .map(([key, bytes]) => [key.slice(root.length), bytes]),
  );
}

/** Every object of the log, the checkpoint that it shows, and the directory, as one comparable value. */
export function fingerprint(scope: string): Record<string, string> {
  const shown = s3.objects('live').get(`v1/us-east-1/logs/${scope}/checkpoint`);
  const directory = [...s3.objects('archive')].filter(([key]) => key.startsWith('v1/us-east-1/directory/'));
  const all = [...logObjects(scope), ...directory, ['shown', shown ?? Buffer.alloc(0)] as const];
  return Object.fromEntries(
    all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, bytes.toString('base64')]),
  );
}

export const verifyLog = async (scope: string) => {
  const { logPublicKey } = await import('../../../../lambdas/shared/aws/log-key.ts');
  const { noteKey, rawPublicKey } = await import('../../../../lambdas/log/note.ts');
  const key = noteKey(`auth.test/${scope}`, rawPublicKey(await logPublicKey()));
  return verifyObjects(logObjects(scope), { keys: [key], scope });
};
