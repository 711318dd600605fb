/** Functions that the audit table's stream or a clock starts. */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Trigger } from '../../lambdas/triggers.ts';
import type { Deployment, Resources } from '../deployment.ts';
import { allow, through } from './grants.ts';
import { Lambda } from './lambda.ts';

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

/**
 * The stream is a doorbell and a witness: a batch that fails is bisected, retried and then told to the queue, and the
 * sweeper finds whatever was missed. Lambda's own defaults would retry a poison record for ever.
 */
export function onStream(
  scope: Construct,
  { id, trigger, deployment, resources }: Props,
  on: readonly string[],
  failures: Queue,
): Lambda {
  const { audit, dataKey } = resources;
  const streamArn = audit.tableStreamArn;
  if (!streamArn) throw new Error('the audit table has no stream');
  const lambda = new Lambda(scope, {
    id,
    summary: trigger.summary,
    access: trigger.access,
    deployment,
    resources,
    timeout: TIMEOUT,
    statements: [
      allow([streamArn], STREAM_READS),
      through('dynamodb', dataKey, 'kms:Decrypt', 'kms:DescribeKey'),
      allow([failures.queueArn], ['sqs:SendMessage']),
      through('sqs', dataKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  });
  new EventSourceMapping(lambda, 'Stream', {
    target: lambda.function,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [FilterCriteria.filter({ eventName: FilterRule.or(...on) })],
    batchSize: 500,
    maxBatchingWindow: Duration.seconds(1),
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(12),
    onFailure: new SqsDlq(failures),
  });
  return lambda;
}

/** A tick that fails is not retried: the next one does the same. */
export function onClock(scope: Construct, { id, trigger, deployment, resources }: Props, minutes: number): Lambda {
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
  return lambda;
}
