/** Alarms on what archives and watches the audit table: a fault that lasts must reach a person, not a log file. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Lambda } from './lambda.ts';

/** Of the metrics that functions count. */
const NAMESPACE = 'Hale';

interface Counted {
  readonly metric: string;
  readonly says: string;
  /** Ages at which what is measured in seconds is told; without them, it is told when it is counted once. */
  readonly minutes?: readonly number[];
}

const PERIOD = Duration.minutes(5);
/** How far a reader may be behind its stream: told at the first, and again at the second. */
const BEHIND_MINUTES = [5, 30];

interface Limits {
  readonly says: string;
  /** The alarm goes off at or above it; with `below`, under it. */
  readonly threshold: number;
  readonly below?: boolean;
  /** Periods, of the last three. */
  readonly periods?: number;
}

function alarm(scope: Construct, id: string, topic: ITopic, metric: IMetric, limits: Limits): void {
  const { says, threshold, below = false, periods = 1 } = limits;
  new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: says,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods === 1 ? 1 : 3,
    datapointsToAlarm: periods,
    treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(topic));
}

/** A run that fails now and then is made good by the next. */
function alarmOnErrors(lambda: Lambda, topic: ITopic, period = PERIOD): void {
  const metric = lambda.function.metricErrors({ period, statistic: Stats.SUM });
  alarm(lambda, 'FailsAlarm', topic, metric, { says: 'It keeps failing', threshold: 1, periods: 2 });
}

/** @param failures where batches are told that were given up. */
export function alarmOnStream(lambda: Lambda, failures: Queue, topic: ITopic): void {
  alarmOnErrors(lambda, topic);
  for (const minutes of BEHIND_MINUTES) {
    const metric = lambda.function.metric('IteratorAge', { period: PERIOD, statistic: Stats.MAXIMUM });
    alarm(lambda, `Behind${minutes}Alarm`, topic, metric, {
      says: `It is ${minutes} minutes behind the stream, which keeps its records for 24 hours`,
      threshold: Duration.minutes(minutes).toMilliseconds(),
    });
  }
  const waiting = failures.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });
  alarm(lambda, 'GaveUpAlarm', topic, waiting, { says: 'A batch of the stream was given up', threshold: 1 });
}

/** What a function counts or measures by itself (`lambdas/shared/metric.ts`). */
export function alarmOnMetric(
  lambda: Lambda,
  { metric, says, minutes = [] }: Counted,
  deployment: string,
  topic: ITopic,
): void {
  const written = (statistic: string): IMetric =>
    new Metric({
      namespace: NAMESPACE,
      metricName: metric,
      dimensionsMap: { deployment },
      period: PERIOD,
      statistic,
    });
  for (const age of minutes) {
    const limits = { says: `${says}: the oldest for ${age} minutes`, threshold: Duration.minutes(age).toSeconds() };
    alarm(lambda, `${metric}${age}Alarm`, topic, written(Stats.MAXIMUM), limits);
  }
  if (minutes.length === 0) alarm(lambda, `${metric}Alarm`, topic, written(Stats.SUM), { says, threshold: 1 });
}

/** @param minutes from one run to the next: three periods without any mean that it has stopped. */
export function alarmOnClock(lambda: Lambda, minutes: number, topic: ITopic): void {
  const period = Duration.minutes(Math.max(minutes, PERIOD.toMinutes()));
  alarmOnErrors(lambda, topic, period);
  const runs = lambda.function.metricInvocations({ period, statistic: Stats.SUM });
  alarm(lambda, 'StoppedAlarm', topic, runs, {
    says: 'It does not run any more',
    threshold: 1,
    below: true,
    periods: 3,
  });
}
