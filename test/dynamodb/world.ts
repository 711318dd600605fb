/**
 * A deployment in small for one test file: its own tables in DynamoDB Local, the functions' environment, and ways to
 * make a project and call handlers as API Gateway does. Import this before anything under `lambdas/`.
 */
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, inject } from 'vitest';
import { createTables, deleteTables, environmentOf, nameTables } from './deployment.ts';
import { holdToCatalogue } from './emitted.ts';

export { bearer, call, lambdaContext, type Reply, type Request } from './call.ts';

export const TABLES = nameTables();

Object.assign(process.env, environmentOf(TABLES, inject('dynamodbEndpoint'), inject('kmsEndpoint')));

/** The tests' own client, for looking at rows; never used by the code under test. */
export const database = new DynamoDBClient({ endpoint: inject('dynamodbEndpoint') });

beforeAll(() => createTables(database, TABLES));
afterAll(async () => {
  await holdToCatalogue(database, TABLES.audit, TABLES.identity);
  await deleteTables(database, TABLES);
}, 300_000);

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
