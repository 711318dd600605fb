/**
 * A deployment in small for one test file: its own tables in DynamoDB Local, the functions' environment, and ways to
 * make a project and call handlers as API Gateway does. Import this before anything under `lambdas/`.
 */
import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, inject } from 'vitest';
import { BY_ID, BY_PARENT } from '../../lambdas/shared/table.ts';

const suffix = randomUUID().slice(0, 8);
export const TABLES = { identity: `identity-${suffix}`, audit: `audit-${suffix}`, control: `control-${suffix}` };

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: inject('dynamodbEndpoint'),
  AWS_ENDPOINT_URL_KMS: inject('kmsEndpoint'),
  IDENTITY_TABLE: TABLES.identity,
  AUDIT_TABLE: TABLES.audit,
  CONTROL_TABLE: TABLES.control,
  DATA_KEY_ID: 'data-key',
  HMAC_KEY_ID: 'hmac-key',
  TOKEN_KEY_ID: 'token-key',
  LOG_KEY_ID: 'log-key',
  ARCHIVE_BUCKET: 'archive',
  LIVE_BUCKET: 'live',
  INCIDENT_TOPIC: 'arn:aws:sns:us-east-1:000000000000:incidents',
  ISSUER: 'https://auth.test',
  DEPLOYMENT: 'test',
  RETENTION_DAYS: '2557',
  POWERTOOLS_DEV: 'false',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});

/** The tests' own client, for looking at rows; never used by the code under test. */
export const database = new DynamoDBClient({ endpoint: inject('dynamodbEndpoint') });

const keys = (pk: string, sk: string): KeySchemaElement[] => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
];
type Index = { readonly name: string; readonly pk: string; readonly sk: string };

async function createTable(name: string, sortType: 'S' | 'N', index?: Index, projection: 'ALL' | 'KEYS_ONLY' = 'ALL') {
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

beforeAll(async () => {
  await createTable(TABLES.identity, 'S', BY_PARENT);
  await createTable(TABLES.audit, 'N', BY_ID, 'KEYS_ONLY');
  await createTable(TABLES.control, 'S');
});

afterAll(async () => {
  for (const TableName of Object.values(TABLES)) await database.send(new DeleteTableCommand({ TableName }));
});

export const lambdaContext = { awsRequestId: 'test', functionName: 'test' } as Context;

export interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly ip?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** Calls a handler with the event that an HTTP API sends (payload 2.0). */
export async function call(handler: Handler, request: Request = {}): Promise<Reply> {
  const { method = 'GET', path = '/', params, query, headers = {}, body, ip = '203.0.113.7' } = request;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const event = {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    pathParameters: params,
    queryStringParameters: query,
    body: text,
    isBase64Encoded: false,
    requestContext: { http: { method, path, sourceIp: ip, userAgent: 'test-agent/1.0' } },
  } as unknown as APIGatewayProxyEventV2;
  const answer = await handler(event, lambdaContext);
  return {
    status: answer.statusCode ?? 200,
    headers: answer.headers as Record<string, string>,
    body: answer.body ? parse(answer.body) : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** A project and its first secret key, made by the same function that operators invoke. */
export async function makeProject(
  overrides: Record<string, unknown> = {},
): Promise<{ project_id: string; key_id: string; secret: string }> {
  const { handler } = await import('../../lambdas/project/create-project/handler.ts');
  return handler(
    {
      name: 'Test clinic',
      environment: 'test',
      relying_party_id: 'localhost',
      relying_party_name: 'Test clinic',
      origins: ['http://localhost:4100'],
      sign_up: 'closed',
      operator: 'arn:aws:iam::000000000000:user/test',
      ...overrides,
    },
    { awsRequestId: 'test' },
  );
}

/** Every row of one item collection, as it lies in the table. */
export async function rowsOf(table: keyof typeof TABLES, pk: string): Promise<Record<string, unknown>[]> {
  const pages = paginateQuery(
    { client: database },
    {
      TableName: TABLES[table],
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: true,
    },
  );
  const rows: Record<string, unknown>[] = [];
  for await (const page of pages) rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
  return rows;
}
