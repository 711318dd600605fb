/** A log group under the tenant's key, kept at least as long as the archive. */
import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** CloudWatch offers these periods alone, in days; beyond the last it keeps for ever. */
const PERIODS = [
  RetentionDays.SEVEN_YEARS,
  RetentionDays.EIGHT_YEARS,
  RetentionDays.NINE_YEARS,
  RetentionDays.TEN_YEARS,
];

const retention = (days: number): RetentionDays => PERIODS.find((period) => period >= days) ?? RetentionDays.INFINITE;

export function logGroup(scope: Construct, id: string, encryptionKey: IKey, days: number): LogGroup {
  return new LogGroup(scope, id, { encryptionKey, retention: retention(days), removalPolicy: RemovalPolicy.RETAIN });
}
