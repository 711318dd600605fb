/** What functions find around them: their environment, and the tables in DynamoDB Local. */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { BY_ID, BY_PARENT } from '../../lambdas/shared/table.ts';

export interface Tables {
  readonly identity: string;
  readonly ephemeral: string;
  readonly audit: string;
  readonly lanes: string;
  readonly control: string;
  readonly search: string;
}

export function nameTables(): Tables {
  const suffix = randomUUID().slice(0, 8);
  return {
    identity: `identity-${suffix}`,
    ephemeral: `ephemeral-${suffix}`,
    audit: `audit-${suffix}`,
    lanes: `lanes-${suffix}`,
    control: `control-${suffix}`,
    search: `search-${suffix}`,
  };
}

/** @param dynamodb @param kms end points. */
export const environmentOf = (tables: Tables, dynamodb: string, kms: string): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  AWS_ENDPOINT_URL_KMS: kms,
  IDENTITY_TABLE: tables.identity,
  EPHEMERAL_TABLE: tables.ephemeral,
  AUDIT_TABLE: tables.audit,
  LANES_TABLE: tables.lanes,
  CONTROL_TABLE: tables.control,
  SEARCH_TABLE: tables.search,
  DATA_KEY_ID: 'data-key',
  HMAC_KEY_ID: 'hmac-key',
  TOKEN_KEY_ID: 'token-key,token-key-2,token-key-3',
  STATEMENT_KEY_ID: 'statement-key',
  LOG_KEY_ID: 'log-key',
  ANCHORS: '{}',
  ARCHIVE_BUCKET: 'archive',
  LIVE_BUCKET: 'live',
  INCIDENT_TOPIC: 'arn:aws:sns:us-east-1:000000000000:incidents',
  MAIL_FROM: 'no-reply@auth.test',
  SMS_SENDER: 'sns',
  CUSTOMER_ROLE_SESSION: 'hale-audit-stream',
  ISSUER: 'https://auth.test',
  DEPLOYMENT: 'test',
  RETENTION_DAYS: '2557',
  CLEANUP: 'on 90',
  AUTHIO_HIPAA_DISCLOSURE_ACTIONS: 'default',
  CLEANUP_ROLE: 'arn:aws:iam::000000000000:role/cleanup',
  RISK_DATA: 'none',
  POWERTOOLS_DEV: 'false',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});

const keys = (pk: string, sk: string): KeySchemaElement[] => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
];
type Index = { readonly name: string; readonly pk: string; readonly sk: string };

async function createTable(
  database: DynamoDBClient,
  name: string,
  sortType: 'S' | 'N',
  index?: Index,
  projection: 'ALL' | 'KEYS_ONLY' = 'ALL',
) {
  await database.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: sortType },
        ...(index ? [index.pk, index.sk].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })) : []),
      ],
      GlobalSecondaryIndexes: index && [
        { IndexName: index.name, KeySchema: keys(index.pk, index.sk), Projection: { ProjectionType: projection } },
      ],
    }),
  );
}

export async function createTables(database: DynamoDBClient, tables: Tables): Promise<void> {
  await createTable(database, tables.identity, 'S', BY_PARENT);
  await createTable(database, tables.ephemeral, 'S');
  await createTable(database, tables.audit, 'N', BY_ID, 'KEYS_ONLY');
  await createTable(database, tables.lanes, 'S');
  await createTable(database, tables.control, 'S');
  await createTable(database, tables.search, 'S');
}

export async function deleteTables(database: DynamoDBClient, tables: Tables): Promise<void> {
  for (const TableName of Object.values(tables)) await database.send(new DeleteTableCommand({ TableName }));
}
