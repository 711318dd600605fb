/** Functions that the stream of a table or a clock starts: one for each such line of `lambdas/triggers.ts`. */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type StreamSource, type Trigger, triggers } from '../../lambdas/triggers.ts';
import { type TriggerStackName, triggerStackOf } from '../areas.ts';
import type { Deployment, Resources } from '../deployment.ts';
import { alarmOnClock, alarmOnMetric, alarmOnStream } from './alarms.ts';
import { allow, through } from './grant.ts';
import { Lambda, pascal } from './lambda.ts';

/** What Lambda asks for before it takes a stream as a source. */
const STREAM_READS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((a) => `dynamodb:${a}`);

/** Seconds that a batch may take. */
const TIMEOUT = 60;

interface Props {
  readonly id: string;
  readonly trigger: Trigger;
  readonly deployment: Deployment;
  readonly resources: Resources;
}

/** All functions that a stream or a clock starts and that belong to the stack. */
export function addTriggers(
  scope: Construct,
  stack: TriggerStackName,
  deployment: Deployment,
  resources: Resources,
): void {
  for (const [id, trigger] of Object.entries<Trigger>(triggers)) {
    const { source } = trigger;
    if ('operator' in source || triggerStackOf(id) !== stack) continue;
    const props = { id, trigger, deployment, resources };
    if ('stream' in source) onStream(scope, props, source);
    else onClock(scope, props, source.everyMinutes);
  }
}

/** Where batches that were given up are told: shard and sequence numbers, no row. */
const failuresOf = (scope: Construct, id: string, { dataKey }: Resources): Queue =>
  new Queue(scope, `${pascal(id)}Failures`, {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: dataKey,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });

const patternOf = ({ on, kind }: StreamSource): Record<string, unknown> => ({
  eventName: FilterRule.or(...on),
  ...(kind !== undefined && { dynamodb: { NewImage: { kind: { S: FilterRule.isEqual(kind) } } } }),
});

/** A batch that fails is bisected and retried, and told to a queue when it is given up. */
export function onStream(scope: Construct, props: Props, source: StreamSource): Lambda {
  const { id, trigger, deployment, resources } = props;
  const { dataKey } = resources;
  const eventSourceArn = resources[source.stream].tableStreamArn;
  if (!eventSourceArn) throw new Error(`the ${source.stream} table has no stream`);
  const failures = failuresOf(scope, id, resources);
  const lambda = new Lambda(scope, {
    id,
    summary: trigger.summary,
    access: trigger.access,
    deployment,
    resources,
    timeout: TIMEOUT,
    statements: [
      allow([eventSourceArn], STREAM_READS),
      through('dynamodb', dataKey, 'kms:Decrypt', 'kms:DescribeKey'),
      allow([failures.queueArn], ['sqs:SendMessage']),
      through('sqs', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  });
  const { batch, waitSeconds, atOnce, giveUp } = source.reading;
  new EventSourceMapping(lambda, 'Stream', {
    target: lambda.function,
    eventSourceArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [FilterCriteria.filter(patternOf(source))],
    batchSize: batch,
    maxBatchingWindow: Duration.seconds(waitSeconds),
    parallelizationFactor: atOnce,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: giveUp?.retries ?? -1,
    maxRecordAge: giveUp && Duration.minutes(giveUp.minutes),
    onFailure: new SqsDlq(failures),
  });
  alarmOnStream(lambda, failures, resources.incidents);
  for (const one of trigger.alarms ?? []) alarmOnMetric(lambda, one, deployment.tenant.name, resources.incidents);
  return lambda;
}

/** A tick that fails is not retried: the next one does the same. */
function onClock(scope: Construct, { id, trigger, deployment, resources }: Props, minutes: number): Lambda {
  const lambda = new Lambda(scope, {
    id,
    summary: trigger.summary,
    access: trigger.access,
    deployment,
    resources,
    timeout: TIMEOUT,
  });
  lambda.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(minutes) });
  new Rule(lambda, 'Clock', {
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [new LambdaFunction(lambda.function, { event: RuleTargetInput.fromObject({}), retryAttempts: 0 })],
  });
  alarmOnClock(lambda, minutes, resources.incidents);
  for (const one of trigger.alarms ?? []) alarmOnMetric(lambda, one, deployment.tenant.name, resources.incidents);
  return lambda;
}
