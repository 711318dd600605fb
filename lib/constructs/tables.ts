/** The six tables: on demand, under the tenant's key, recoverable to any second of 35 days, never deleted. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { BY_ID, BY_PARENT, EXPIRES_AT } from '../../lambdas/shared/table.ts';

const string = (name: string) => ({ name, type: AttributeType.STRING });
const number = (name: string) => ({ name, type: AttributeType.NUMBER });

const lasting = (key: IKey): Omit<TablePropsV2, 'partitionKey'> => ({
  billing: Billing.onDemand(),
  encryption: TableEncryptionV2.customerManagedKey(key),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

/** Projects, keys, organizations, users, passkeys, sessions: every item collection is one Query. */
export function identityTable(scope: Construct, id: string, key: IKey): TableV2 {
  return new TableV2(scope, id, {
    ...lasting(key),
    partitionKey: string('pk'),
    sortKey: string('sk'),
    globalSecondaryIndexes: [
      { indexName: BY_PARENT.name, partitionKey: string(BY_PARENT.pk), sortKey: string(BY_PARENT.sk) },
    ],
  });
}

/** What expires: challenges, links, replay caches, counters, messages to be sent. Its stream starts the sending. */
export function ephemeralTable(scope: Construct, id: string, key: IKey): TableV2 {
  return new TableV2(scope, id, {
    ...lasting(key),
    partitionKey: string('pk'),
    sortKey: string('sk'),
    timeToLiveAttribute: EXPIRES_AT,
    dynamoStream: StreamViewType.NEW_IMAGE,
  });
}

/** What would change or remove a row, or replace it: PutItem overwrites, and IAM cannot demand a condition. */
export const OVERWRITES = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

const insertOnly = (cleanup: IRole): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'InsertOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: OVERWRITES,
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': cleanup.roleArn } },
      }),
    ],
  });

/** Events, insert-only: PartiQL INSERT fails on an existing key, and all else that writes is denied (audit-log.md §2). */
export function auditTable(scope: Construct, id: string, key: IKey, cleanup: IRole): TableV2 {
  return new TableV2(scope, id, {
    ...lasting(key),
    partitionKey: string('pk'),
    sortKey: number('sk'),
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    globalSecondaryIndexes: [
      {
        indexName: BY_ID.name,
        partitionKey: string(BY_ID.pk),
        sortKey: string(BY_ID.sk),
        projectionType: ProjectionType.KEYS_ONLY,
      },
    ],
    resourcePolicy: insertOnly(cleanup),
  });
}

/** The registry of lanes, insert-only: the functions that write events may put a row here, and in no table beside it. */
export function lanesTable(scope: Construct, id: string, key: IKey, cleanup: IRole): TableV2 {
  return new TableV2(scope, id, {
    ...lasting(key),
    partitionKey: string('pk'),
    sortKey: string('sk'),
    resourcePolicy: insertOnly(cleanup),
  });
}

/** The heads of the logs and what the archiver is at. Its stream tells whoever follows a log that it grew. */
export function controlTable(scope: Construct, id: string, key: IKey): TableV2 {
  return new TableV2(scope, id, {
    ...lasting(key),
    partitionKey: string('pk'),
    sortKey: string('sk'),
    dynamoStream: StreamViewType.NEW_IMAGE,
  });
}

/** The search index of the log: ids of events in the order of time, by what people ask for. Made from the archive. */
export function searchTable(scope: Construct, id: string, key: IKey): TableV2 {
  return new TableV2(scope, id, { ...lasting(key), partitionKey: string('pk'), sortKey: string('sk') });
}
