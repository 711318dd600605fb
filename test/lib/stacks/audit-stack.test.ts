import { beforeAll, describe, expect, test } from 'vitest';
import { triggers } from '../../../lambdas/triggers.ts';
import { pascal } from '../../../lib/constructs/lambda.ts';
import { find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant('acme', { alarmContacts: ['on-call@acme.example', 'privacy@acme.example'] }));
});

const all = Object.entries(triggers);
const streams = all.flatMap(([id, { source }]) => ('stream' in source ? [[pascal(id), source.on] as const] : []));
const clocks = all.flatMap(([id, { source }]) =>
  'everyMinutes' in source ? [[pascal(id), source.everyMinutes] as const] : [],
);

describe('streams', () => {
  test.each(streams)('%s is woken by %j alone, and gives up on a batch after bisecting and retrying', (id, on) => {
    const mapping = find(synthesis, 'AWS::Lambda::EventSourceMapping').find((one) => one.id.startsWith(id));
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: expect.stringMatching(/table\/acme-data-Audit.*\/stream\//),
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: on }) }] },
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      DestinationConfig: { OnFailure: { Destination: expect.stringContaining(`acme-audit-${id}Failures`) } },
    });
  });

  test('leave no kind of change unheard', () =>
    expect(streams.flatMap(([, on]) => [...on]).sort()).toEqual(['INSERT', 'MODIFY', 'REMOVE']));

  test('are at most two: a third reader would be throttled', () => expect(streams.length).toBeLessThanOrEqual(2));

  test('queues are under the customer key and keep 14 days', () => {
    const queues = find(synthesis, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(streams.length);
    for (const { Properties } of queues) {
      expect(Properties).toMatchObject({
        KmsMasterKeyId: expect.stringContaining('acme-data-DataKey'),
        MessageRetentionPeriod: 14 * 24 * 60 * 60,
      });
    }
  });
});

test.each(clocks)('%s runs every %i min and is not retried', (id, minutes) => {
  const rule = find(synthesis, 'AWS::Events::Rule').find((one) => one.id.startsWith(id));
  expect(rule?.Properties).toMatchObject({
    ScheduleExpression: minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`,
    State: 'ENABLED',
  });
  const invoke = find(synthesis, 'AWS::Lambda::EventInvokeConfig').find((one) => one.id.startsWith(id));
  expect(invoke?.Properties.MaximumRetryAttempts).toBe(0);
});

test('incidents reach the privacy officer and the alarm contacts once each, by a topic under the customer key', () => {
  const [topic, ...others] = find(synthesis, 'AWS::SNS::Topic');
  expect(others).toEqual([]);
  expect(topic?.Properties.KmsMasterKeyId).toContain('acme-data-DataKey');
  const told = find(synthesis, 'AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint);
  expect(told.sort()).toEqual(['on-call@acme.example', 'privacy@acme.example']);
});
