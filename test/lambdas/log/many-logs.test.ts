/**
 * A deployment with many logs, as it is deployed: the sweeper looks at those that are due, the directory lists and signs
 * them by two algorithms, a witness and a bucket elsewhere anchor it, and the verifier finds everything as it was signed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BatchWriteItemCommand, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NoteKey } from '../../../lambdas/log/note.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { database, makeProject, TABLES } from '../../dynamodb/world.ts';
import { startWitness, type TestWitness } from './support/witness.ts';

const LOGS = 300;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const at = handClock();

Object.assign(process.env, { LOG_KEY_ID: 'log-key,ml-dsa-key', AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:1' });
const { handler: sweep } = await import('../../../lambdas/log/sweep-lanes/handler.ts');
const { handler: publishDirectory } = await import('../../../lambdas/log/publish-directory/handler.ts');
const { logKeyIds, logPublicKey } = await import('../../../lambdas/shared/aws/log-key.ts');
const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
const { formatVkey, noteKey, publicHalf, openNote } = await import('../../../lambdas/log/note.ts');
const { createWriter } = await import('../../../lambdas/shared/commit.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { readHead } = await import('../../../lambdas/log/log-store.ts');
const { readPublished } = await import('../../../lambdas/log/published-store.ts');
const { DIRECTORY } = await import('../../../lambdas/log/directory.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');

let s3: S3;
let witness: TestWitness;
let scope: string;
let calls = 0;
/** Which calls fail while it is set, by what they ask. */
let failing: ((input: string) => boolean) | undefined;
dynamodb.middlewareStack.add(
  (next) => (args) => {
    calls++;
    if (failing?.(JSON.stringify(args.input))) throw new Error('ProvisionedThroughputExceededException');
    return next(args);
  },
  { step: 'initialize' },
);

const keysOf = (log: string): Promise<NoteKey[]> =>
  Promise.all(
    logKeyIds().map(async (id) => {
      const { publicKey, type } = publicHalf(await logPublicKey(id));
      return noteKey(`auth.test/${log}`, publicKey, type);
    }),
  );

beforeAll(async () => {
  s3 = await startS3();
  witness = await startWitness('witness.example/w1', await keysOf(DIRECTORY));
  const anchors = {
    buckets: [{ name: 'auditors-copy', account: '444455556666', region: 'eu-central-1' }],
    witnesses: [{ url: witness.url, vkey: witness.vkey }],
  };
  Object.assign(process.env, { AWS_ENDPOINT_URL_S3: s3.endpoint, ANCHORS: JSON.stringify(anchors) });
  // Organizations that have a lane and no event to come: what most of them are at any minute.
  const idle = Array.from({ length: LOGS }, () => newId('organization', new Date()));
  for (let i = 0; i < idle.length; i += 25) {
    const rows = idle.slice(i, i + 25).map((org) => ({
      PutRequest: { Item: { pk: { S: 'LANES' }, sk: { S: `${org}#0` } } },
    }));
    await database.send(new BatchWriteItemCommand({ RequestItems: { [TABLES.lanes]: rows } }));
  }
});
afterAll(async () => {
  await witness.stop();
  await s3.stop();
});

async function commitEvent(): Promise<void> {
  const project = await getProject(scope, new Date());
  if (!project) throw new Error('no project');
  const principal = { kind: 'system', projectId: scope, name: 'test' } as const;
  const event = { principal, requestId: 'req_test', ip: undefined, userAgent: undefined, now: new Date() };
  const draft = { type: 'api_key.revoked', target: { type: 'api_key', id: 'key_1' } } as const;
  expect((await createWriter().commit(project, event, [], draft)).ok).toBe(true);
}

/** DynamoDB calls of one tick. */
async function tick(): Promise<number> {
  calls = 0;
  await sweep({}, context);
  return calls;
}
const size = async (log: string): Promise<number | undefined> => (await readHead(log))?.signed?.size;

/** The whole archive, checked as `hale verify` does. */
async function verifyArchive() {
  const folder = mkdtempSync(join(tmpdir(), 'hale-many-'));
  try {
    for (const [key, bytes] of s3.objects('archive')) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), bytes);
    }
    const keys = [...(await keysOf(scope)), ...(await keysOf(DIRECTORY)), witness.key];
    return verifyFolder(folder, { keys, allow: { noVersions: true } });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('finds a new event in the next tick without asking every log, and a signature that was not due a tick later', async () => {
  ({ project_id: scope } = await makeProject());
  const all = await tick();
  const first = (await size(scope)) ?? 0;
  expect(first).toBeGreaterThan(0);

  at(1);
  await commitEvent();
  const few = await tick();
  expect(await size(scope)).toBe(first + 1);

  at(1, 30_000);
  await commitEvent();
  await tick();
  expect(await size(scope)).toBe(first + 1);
  at(20);
  await tick();
  expect(await size(scope)).toBe(first + 2);

  at(21);
  const idle = await tick();
  console.log(
    `sweeper, ${LOGS + 1} logs: ${all} DynamoDB calls when all are due, ${few} with one event, ${idle} when idle`,
  );
  expect(few).toBeLessThan(all / 4);
  expect(idle).toBeLessThan(all / 4);
});

it.each([
  ['the index cannot be asked', (input: string) => input.includes('"by-id"'), true],
  ['its row cannot be read', (input: string) => input.includes('"Key":{"pk":{"S":"SWEEP"}'), false],
  ['its row cannot be written', (input: string) => input.includes('"Item":{"pk":{"S":"SWEEP"}'), true],
])('archives an event at once or a tick later when %s', async (_what, fault, atOnce) => {
  ({ project_id: scope } = await makeProject());
  await tick();
  const first = (await size(scope)) ?? 0;
  at(2);
  await commitEvent();
  failing = fault;
  await tick().catch(() => undefined);
  failing = undefined;
  expect(await size(scope)).toBe(first + (atOnce ? 1 : 0));
  at(4);
  await tick();
  expect(await size(scope)).toBe(first + 1);
});

it('lists every signed log in the directory, signs it by both algorithms, and anchors it in two places', async () => {
  ({ project_id: scope } = await makeProject());
  await tick();
  await publishDirectory({}, context);
  at(2);
  await commitEvent();
  await tick();
  at(5);
  await publishDirectory({}, context);

  const listed = await size(DIRECTORY);
  expect(listed).toBeGreaterThan(1);
  const name = `${String(listed).padStart(16, '0')}`;
  const checkpoint = s3.objects('archive').get(`v1/us-east-1/directory/checkpoints/${name}`)?.toString() ?? '';
  expect(openNote(checkpoint, await keysOf(DIRECTORY)).signers.map(({ type }) => type)).toEqual([
    'ed25519',
    'ml-dsa-44',
  ]);
  const outside = s3.objects('auditors-copy').get(`hale/auth.test/directory/checkpoints/${name}`)?.toString();
  expect(outside).toBe(checkpoint);
  const anchored =
    s3.objects('archive').get(`v1/us-east-1/directory/anchors/${name}-${witness.key.id}`)?.toString() ?? '';
  expect(openNote(anchored, [...(await keysOf(DIRECTORY)), witness.key]).signers).toHaveLength(3);
  expect(witness.known.get('auth.test/directory')?.size).toBe(listed);
});

it('finds again what is anchored when the rows that told of it are gone', async () => {
  for (const name of ['s3://auditors-copy', witness.url]) {
    const Key = { pk: { S: 'ANCHORS' }, sk: { S: name } };
    await database.send(new DeleteItemCommand({ TableName: TABLES.control, Key }));
  }
  const before = [...s3.objects('archive').keys(), ...s3.objects('auditors-copy').keys()];
  at(6);
  await publishDirectory({}, context);
  expect([...s3.objects('archive').keys(), ...s3.objects('auditors-copy').keys()]).toEqual(before);
  expect(witness.asked.slice(-2)).toEqual(['old 0', `old ${await size(DIRECTORY)}`]);
});

it('tells a client of every key that signed', async () => {
  const published = await readPublished(scope);
  const keys = await keysOf(scope);
  expect(published?.vkeys).toEqual(keys.map(formatVkey));
  expect(published?.vkey).toBe(published?.vkeys[0]);
  expect(openNote(published?.note ?? '', keys).signers).toHaveLength(2);
});

it('is as it was signed, says the verifier', async () => {
  const { differences, directoryChecked, logs } = await verifyArchive();
  expect(differences.filter(({ reason }) => !reason.includes('no trusted key'))).toEqual([]);
  expect(directoryChecked).toBe(true);
  expect(logs.map(({ origin }) => origin)).toEqual(
    expect.arrayContaining([`auth.test/${scope}`, 'auth.test/directory']),
  );
});
