/**
 * The archiver against the local cloud's S3, with real Object Lock, versions and conditional writes: its calls to S3 fail,
 * are answered too late, or are its last; two archivers race; a plan is finished over its own objects. What it wrote is
 * pulled as an auditor would, with every version and lock: the verifier finds exactly what was committed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, ListObjectVersionsCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Item } from '../../lambdas/log/lane-row.ts';
import { pullArchive } from '../../lib/operator/archive-pull.ts';
import { verifyFolder } from '../../lib/verify/verify-folder.ts';
import { FAULT_NAMES, type FaultName, noFault, strikeAt, withFaults } from '../dynamodb/aws-faults.ts';
import { environmentOf } from '../dynamodb/deployment.ts';
import { laneWriter } from '../lambdas/log/support/lane-rows.ts';
import { cloud, dynamodb, kms, s3, settings } from './cloud.ts';

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const name = (what: string): string => `faults-${what}`;
const TABLES = {
  identity: name('identity'),
  ephemeral: name('ephemeral'),
  audit: name('audit'),
  lanes: name('lanes'),
  control: name('control'),
  search: name('search'),
};
const ARCHIVE = name('archive');
const folder = mkdtempSync(join(tmpdir(), 'hale-pull-'));
/** Entries that were committed, by log. */
const committed = new Map<string, number>();

async function createTable(TableName: string, sort: 'S' | 'N'): Promise<void> {
  const keys = { pk: ['HASH', 'S'], sk: ['RANGE', sort] } as const;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: Object.entries(keys).map(([AttributeName, [KeyType]]) => ({ AttributeName, KeyType })),
      AttributeDefinitions: Object.entries(keys).map(([AttributeName, [, AttributeType]]) => ({
        AttributeName,
        AttributeType,
      })),
    }),
  );
}

async function put(table: string, items: readonly Item[]): Promise<void> {
  for (let i = 0; i < items.length; i += 25) {
    const requests = items.slice(i, i + 25).map((item) => ({ PutRequest: { Item: item as never } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}

beforeAll(async () => {
  await createTable(TABLES.audit, 'N');
  await createTable(TABLES.lanes, 'S');
  await createTable(TABLES.control, 'S');
  await s3.send(new CreateBucketCommand({ Bucket: ARCHIVE, ObjectLockEnabledForBucket: true }));
  await s3.send(new CreateBucketCommand({ Bucket: name('live') }));
  const Rule = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2_557 } } as const;
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule } as const;
  await s3.send(new PutObjectLockConfigurationCommand({ Bucket: ARCHIVE, ObjectLockConfiguration }));
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' }),
  );
  const { TopicArn = '' } = await new SNSClient(settings).send(new CreateTopicCommand({ Name: name('incidents') }));
  const { AWS_ENDPOINT_URL } = cloud.awsEnvironment;
  Object.assign(process.env, environmentOf(TABLES, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL), cloud.awsEnvironment, {
    LOG_KEY_ID: KeyMetadata?.KeyId,
    ARCHIVE_BUCKET: ARCHIVE,
    LIVE_BUCKET: name('live'),
    INCIDENT_TOPIC: TopicArn,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let scopes = 0;
/** A log of its own for each run: what is locked stays. */
async function newLog(count: number): Promise<{ scope: string; rows: Item[] }> {
  const scope = `org_01JD0000000000000000000${String(100 + ++scopes)}`;
  const writer = laneWriter(0, scope);
  writer.add(count);
  await put(TABLES.audit, writer.items);
  await put(TABLES.lanes, [{ pk: { S: 'LANES' }, sk: { S: `${scope}#0` } }]);
  committed.set(scope, count);
  return { scope, rows: writer.items };
}

async function archiver() {
  vi.resetModules();
  const { handler } = await import('../../lambdas/log/archive-events/handler.ts');
  return (rows: readonly Item[]) => {
    const Records = rows.slice(0, 1).map(({ pk, sk }) => ({
      eventName: 'INSERT' as const,
      dynamodb: { SequenceNumber: '1', Keys: { pk: { S: pk?.S ?? '' }, sk: { N: sk?.N ?? '' } } },
    }));
    return handler({ Records }, context);
  };
}

const isS3 = (command: string): boolean => /^(PutObject|GetObject|ListObjectsV2)Command$/.test(command);

/** Each call to S3 meets one of these in its turn, and the two that leave something behind. */
const faultsFor = (number: number): FaultName[] => [
  ...new Set<FaultName>(['timeout, applied', 'crash after', FAULT_NAMES[number % FAULT_NAMES.length] ?? 'denied']),
];

describe('the archiver over a real S3', () => {
  it('each call to S3 struck, then a clean run', async () => {
    const { rows } = await newLog(256);
    const run = await archiver();
    const { calls } = await withFaults(noFault, () => run(rows));
    const toS3 = calls.filter(({ command }) => isS3(command));
    expect(toS3.length).toBeGreaterThan(8);
    let runs = 0;
    for (const { number } of toS3) {
      for (const fault of faultsFor(number)) {
        const log = await newLog(256);
        const first = await archiver();
        await withFaults(strikeAt(number, fault), () => first(log.rows).catch(() => undefined));
        const second = await archiver();
        expect(await second(log.rows), `${fault} at call ${number}`).toEqual({ batchItemFailures: [] });
        runs++;
      }
    }
    console.log(`Faults over the local cloud's S3: ${runs} runs at ${toS3.length} calls`);
  });

  it('two archivers at once: each object once, and its one version', async () => {
    const logs = [await newLog(200), await newLog(257)];
    const both = [await archiver(), await archiver()];
    await Promise.all(both.flatMap((run) => logs.map(({ rows }) => run(rows))));
    const last = await archiver();
    for (const { rows } of logs) expect(await last(rows)).toEqual({ batchItemFailures: [] });
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: ARCHIVE, Prefix: `v1/us-east-1/logs/${logs[0]?.scope}/` }),
    );
    expect(new Set(Versions.map(({ Key }) => Key)).size).toBe(Versions.length);
    expect(DeleteMarkers).toEqual([]);
  });

  it('and the verifier finds exactly the committed set, one locked version of each object', async () => {
    await pullArchive(folder, ARCHIVE, { ...settings, forcePathStyle: true }, { update: () => {}, stop: () => {} });
    const { logs, differences, locksChecked } = verifyFolder(folder);
    expect(differences).toEqual([]);
    expect(locksChecked).toBe(true);
    const found = logs.map(({ log, entries, signed }) => [log.split('/').at(-1), entries, signed]);
    expect(found.sort()).toEqual([...committed].map(([scope, count]) => [scope, count, count]).sort());
    console.log(
      `${committed.size} logs, ${[...committed.values()].reduce((sum, one) => sum + one, 0)} events: 0 lost, 0 duplicated`,
    );
  });
});
