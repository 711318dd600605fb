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
import { alarmOnClock, alarmOnStream } from './alarms.ts';
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

/** The sweeper finds the inserts of a batch that was given up. */
const INSERTS_GIVE_UP = { retryAttempts: 10, maxRecordAge: Duration.hours(12) };
/** A change or a removal is seen here and nowhere else, so it is retried until the stream itself forgets it. */
const CHANGES_NEVER_DO = { retryAttempts: -1 };

/**
 * The stream is a doorbell and a witness: a batch that fails is bisected and retried, and told to the queue when it is
 * given up.
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
    ...(on.every((change) => change === 'INSERT') ? INSERTS_GIVE_UP : CHANGES_NEVER_DO),
    onFailure: new SqsDlq(failures),
  });
  alarmOnStream(lambda, failures, resources.incidents);
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
  alarmOnClock(lambda, resources.incidents);
  return lambda;
}
