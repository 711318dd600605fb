/** Rows that no lane leads to: the archiver tells of each once, keeps that it told, and acts on none of them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';

/** S3 and SNS, as far as telling goes. */
const kept = new Map<string, Buffer>();
const told: { subject: string | null; details: unknown }[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const path = request.url?.split('?')[0] ?? '';
  if (request.method === 'POST') {
    const message = new URLSearchParams(body.toString());
    told.push({ subject: message.get('Subject'), details: JSON.parse(message.get('Message') ?? '{}') });
    response.end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
    return;
  }
  if (request.method === 'PUT') kept.set(path, body);
  response.statusCode = request.method === 'PUT' || kept.has(path) ? 200 : 404;
  response.end(request.method === 'GET' ? kept.get(path) : undefined);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
afterAll(() => new Promise<void>((done) => server.close(() => done())));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
Object.assign(process.env, { AWS_ENDPOINT_URL_S3: endpoint, AWS_ENDPOINT_URL_SNS: endpoint });

const { handler: archiveEvents } = await import('../../../lambdas/log/archive-events/handler.ts');
const { handler: sweepLanes } = await import('../../../lambdas/log/sweep-lanes/handler.ts');

const context = { getRemainingTimeInMillis: () => 0 } as Context;
const record = (pk: string, sk: string): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: '1', Keys: { pk: { S: pk }, sk: { N: sk } } },
});
const toldOf = (subject: string) => told.filter((incident) => incident.subject === subject);
const evidence = () => [...kept.keys()].filter((path) => /\/evidence\/once\/[0-9a-f]{64}\.json$/.test(path));

let scope: string;
let lane: string;
beforeAll(async () => {
  ({ project_id: scope } = await makeProject());
  const [registered] = (await rowsOf('lanes', 'LANES')).filter((row) => row.scope === scope);
  lane = String(registered?.sk);
});
beforeEach(() => {
  told.length = 0;
});

it.each(['-1', '0.5', '9007199254740993', '1e30', '-90071992547409930.5'])(
  'a row at %s of a lane is told of once',
  async (sk) => {
    const before = evidence().length;
    for (let i = 0; i < 3; i++) await archiveEvents({ Records: [record(lane, sk)] }, context);
    const subject = 'row outside the sequence';
    expect(toldOf(subject)).toEqual([{ subject, details: { lane, key: sk } }]);
    expect(evidence()).toHaveLength(before + 1);
  },
);

it('so is a row of a lane that nobody registered, or that names no scope', async () => {
  for (const pk of [`${scope}#99`, 'org_none#0', 'nothing', `${scope}/keys#0`]) {
    await archiveEvents({ Records: [record(pk, '0')] }, context);
  }
  expect(toldOf('row of a lane that is not registered')).toHaveLength(4);
});

it('a row of the sequence is not', async () => {
  await archiveEvents({ Records: [record(lane, '0')] }, context);
  expect(toldOf('row outside the sequence')).toEqual([]);
});

it('a registry row that names no lane is told of once by the sweeper', async () => {
  await database.send(
    new PutItemCommand({ TableName: TABLES.lanes, Item: { pk: { S: 'LANES' }, sk: { S: `${scope}/keys#0` } } }),
  );
  for (let i = 0; i < 2; i++) await sweepLanes({}, context).catch(() => {});
  const subject = 'registry row that names no lane';
  expect(toldOf(subject)).toEqual([{ subject, details: { key: `${scope}/keys#0` } }]);
});
