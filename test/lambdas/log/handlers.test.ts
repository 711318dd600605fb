/** The archiver's triggers when S3 cannot be reached: what was not archived comes back, what was is not lost. */
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeProject, rowsOf } from '../../dynamodb/world.ts';

Object.assign(process.env, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:1' });
const { handler: archiveEvents } = await import('../../../lambdas/log/archive-events/handler.ts');
const { handler: sweepLanes } = await import('../../../lambdas/log/sweep-lanes/handler.ts');
const { handler: watchTampering } = await import('../../../lambdas/log/watch-tampering/handler.ts');

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
let scope: string;
let lane: string;

beforeAll(async () => {
  ({ project_id: scope } = await makeProject());
  const [registered] = (await rowsOf('lanes', 'LANES')).filter((row) => row.scope === scope);
  lane = String(registered?.lane);
});

const record = (number: string, change: Partial<DynamoDBRecord> = {}): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: number, Keys: { pk: { S: `${scope}#${lane}` }, sk: { N: '0' } } },
  ...change,
});

describe('log/archive-events', () => {
  it('gives back the records of a scope that could not be archived', async () => {
    const { batchItemFailures } = await archiveEvents({ Records: [record('1'), record('2')] }, context);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }, { itemIdentifier: '2' }]);
    expect((await rowsOf('control', `LOG#${scope}`)).length).toBe(0);
  });

  it('gives back a row that no lane leads to, when nobody could be told of it', async () => {
    const elsewhere = record('1', { dynamodb: { SequenceNumber: '1', Keys: { pk: { S: 'org_none#0' } } } });
    expect(await archiveEvents({ Records: [elsewhere] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
  });
});

describe('log/sweep-lanes', () => {
  it('fails loudly, so that an alarm sees it', async () => {
    await expect(sweepLanes({}, context)).rejects.toThrow(/could not be archived/);
  });
});

describe('log/watch-tampering', () => {
  it('lets inserts pass', async () => {
    expect(await watchTampering({ Records: [record('1')] })).toEqual({ batchItemFailures: [] });
  });

  it.each(['MODIFY', 'REMOVE'] as const)('gives back a %s that could not be kept', async (eventName) => {
    const batch = await watchTampering({ Records: [record('1'), record('2', { eventName })] });
    expect(batch).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });
});
