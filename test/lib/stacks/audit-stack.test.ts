import { beforeAll, describe, expect, test } from 'vitest';
import { type Trigger, triggers } from '../../../lambdas/triggers.ts';
import { triggerStackOf } from '../../../lib/areas.ts';
import { pascal } from '../../../lib/constructs/lambda.ts';
import { find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant('acme', { alarmContacts: ['on-call@acme.example', 'privacy@acme.example'] }));
});

const all = Object.entries<Trigger>(triggers);
const own = all.filter(([id, { source }]) => !('operator' in source) && triggerStackOf(id) === 'audit');
const readers = own.flatMap(([id, { source }]) => ('stream' in source ? [[pascal(id), source] as const] : []));
const streams = readers.map(([id, { on }]) => [id, on] as const);
/** Of the audit table itself: what these do not see, nobody sees. */
const ofEvents = readers.filter(([, { stream }]) => stream === 'audit').map(([id, { on }]) => [id, on] as const);
const clocks = own.flatMap(([id, { source }]) =>
  'everyMinutes' in source ? [[pascal(id), source.everyMinutes] as const] : [],
);

const mappings = () => find(synthesis, 'AWS::Lambda::EventSourceMapping').filter(({ stack }) => stack === 'acme-audit');

describe('streams', () => {
  test.each(ofEvents)('%s is woken by %j alone, and bisects and retries a batch', (id, on) => {
    const mapping = mappings().find((one) => one.id.startsWith(id));
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: expect.stringMatching(/table\/acme-data-Audit.*\/stream\//),
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: on }) }] },
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: expect.stringContaining(`acme-audit-${id}Failures`) } },
    });
  });

  test('are given up where the sweeper finds what was missed, and never where nobody else would see it', () => {
    const found = mappings().filter(({ id }) => ofEvents.some(([name]) => id.startsWith(name)));
    const limits = found.map(({ id, Properties }) => [
      id.startsWith('LogWatchTampering'),
      Properties.MaximumRetryAttempts,
      Properties.MaximumRecordAgeInSeconds,
    ]);
    expect(limits).toHaveLength(2);
    expect(limits).toContainEqual([false, 10, 12 * 60 * 60]);
    expect(limits).toContainEqual([true, -1, undefined]);
  });

  test('leave no kind of change unheard', () =>
    expect(ofEvents.flatMap(([, on]) => [...on]).sort()).toEqual(['INSERT', 'MODIFY', 'REMOVE']));

  test.each(['audit', 'control', 'ephemeral'])(
    'of %s have at most two readers: a third would be throttled',
    (stream) => {
      const readers = all.filter(([, { source }]) => 'stream' in source && source.stream === stream);
      expect(readers.length).toBeLessThanOrEqual(2);
    },
  );

  test('queues are under the customer key and keep 14 days', () => {
    const queues = find(synthesis, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(all.filter(([, { source }]) => 'stream' in source).length);
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

describe('alarms', () => {
  const alarms = () =>
    find(synthesis, 'AWS::CloudWatch::Alarm').map(({ Properties }): Record<string, unknown> & { watches: string } => ({
      ...Properties,
      watches: (Properties.Dimensions as { Value: string }[]).map(({ Value }) => Value).join(),
    }));
  const of = (id: string, MetricName: string) =>
    alarms().filter((one) => one.watches.startsWith(`acme-audit-${id}`) && one.MetricName === MetricName);

  test.each(streams)('tell that %s is 5 and 30 minutes behind, and that a batch was given up', (id) => {
    expect(of(id, 'IteratorAge').map(({ Threshold }) => Threshold)).toEqual([300_000, 1_800_000]);
    expect(of(`${id}Failures`, 'ApproximateNumberOfMessagesVisible')).toMatchObject([
      { Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    ]);
  });

  test.each([...streams, ...clocks])('tell that %s keeps failing', (id) =>
    expect(of(id, 'Errors')).toMatchObject([{ Threshold: 1, DatapointsToAlarm: 2, EvaluationPeriods: 3 }]),
  );

  test.each(clocks)('tell that %s does not run any more', (id) =>
    expect(of(id, 'Invocations')).toMatchObject([
      { Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    ]),
  );

  test('all reach the incident topic, which lets them in, under a key that does too', () => {
    const [topic] = find(synthesis, 'AWS::SNS::Topic');
    const arn = `arn:aws:sns:us-east-1:111122223333:acme-audit-${topic?.id}`;
    for (const one of alarms()) expect(one).toMatchObject({ AlarmActions: [arn] });
    const service = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } };
    const Condition = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
    expect(find(synthesis, 'AWS::SNS::TopicPolicy')[0]?.Properties).toMatchObject({
      PolicyDocument: {
        Statement: expect.arrayContaining([expect.objectContaining({ ...service, Action: 'sns:Publish', Condition })]),
      },
    });
    const key = find(synthesis, 'AWS::KMS::Key').find(({ id }) => id.startsWith('DataKey'));
    expect(key?.Properties).toMatchObject({
      KeyPolicy: {
        Statement: expect.arrayContaining([
          expect.objectContaining({ ...service, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
        ]),
      },
    });
  });
});

test('incidents reach the privacy officer and the alarm contacts once each, by a topic under the customer key', () => {
  const [topic, ...others] = find(synthesis, 'AWS::SNS::Topic');
  expect(others).toEqual([]);
  expect(topic?.Properties.KmsMasterKeyId).toContain('acme-data-DataKey');
  const told = find(synthesis, 'AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint);
  expect(told.sort()).toEqual(['on-call@acme.example', 'privacy@acme.example']);
});
