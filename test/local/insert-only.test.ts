/** The insert-only tables under IAM: whatever a function's own role tries, no row can be changed, replaced or removed. */
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { FUNCTIONS } from '../../lib/bundle/bundle.ts';
import { dynamodb, lambda, output, settings } from './cloud.ts';

/** No row has this condition or key, so that nothing happens even where it is allowed. */
const ConditionExpression = 'attribute_exists(pk)';

type Attempt = (client: DynamoDBClient) => Promise<unknown>;

/** @param sk of the table's kind. */
function attemptsOn(TableName: string, sk: { N: string } | { S: string }): [string, Attempt][] {
  const Key = { pk: { S: 'nobody#0' }, sk };
  const where = `WHERE "pk" = 'nobody#0' AND "sk" = ${'N' in sk ? sk.N : `'${sk.S}'`}`;
  const update = `UPDATE "${TableName}" SET "leaf" = 'forged' ${where}`;
  const remove = `DELETE FROM "${TableName}" ${where}`;
  const statement = (Statement: string) => new ExecuteStatementCommand({ Statement });
  const transaction = (Statement: string) => new ExecuteTransactionCommand({ TransactStatements: [{ Statement }] });
  const updateItem = new UpdateItemCommand({
    TableName,
    Key,
    ConditionExpression,
    UpdateExpression: 'SET leaf = :leaf',
    ExpressionAttributeValues: { ':leaf': { S: 'forged' } },
  });
  const batch = new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } });
  return [
    ['PutItem', (client) => client.send(new PutItemCommand({ TableName, Item: Key, ConditionExpression }))],
    ['BatchWriteItem', (client) => client.send(batch)],
    ['UpdateItem', (client) => client.send(updateItem)],
    ['DeleteItem', (client) => client.send(new DeleteItemCommand({ TableName, Key }))],
    ['PartiQL UPDATE', (client) => client.send(statement(update))],
    ['PartiQL DELETE', (client) => client.send(statement(remove))],
    ['PartiQL UPDATE in a transaction', (client) => client.send(transaction(update))],
    ['PartiQL DELETE in a transaction', (client) => client.send(transaction(remove))],
  ];
}

/** Events, and the registry by which the archiver finds them. */
const ATTEMPTS = [
  ...attemptsOn(output('AuditTable'), { N: '0' }),
  ...attemptsOn(output('LanesTable'), { S: 'nobody#0' }),
];

/** The name of the error; `allowed` where there is none. */
const outcome = (attempt: Attempt, client: DynamoDBClient): Promise<string> =>
  attempt(client).then(
    () => 'allowed',
    (cause: unknown) => (cause instanceof Error ? cause.name : String(cause)),
  );

async function listFunctions(): Promise<{ name: string; role: string }[]> {
  const found = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName: name = '', Role: role = '' } of Functions) found.push({ name, role });
  }
  return found.filter(({ name }) => name.startsWith('demo-'));
}

async function actAs(role: string): Promise<DynamoDBClient> {
  const request = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'insert-only' });
  const { Credentials } = await new STSClient(settings).send(request);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new DynamoDBClient({ ...settings, credentials });
}

test('the account itself gets through, so it is not the shape of the requests that is refused', async () => {
  const outcomes = await Promise.all(ATTEMPTS.map(([, attempt]) => outcome(attempt, dynamodb)));

  expect(outcomes).not.toContain('AccessDeniedException');
});

test('every function is refused every way to change a row', async () => {
  const functions = await listFunctions();
  const tries = functions.map(async ({ name, role }) => {
    const client = await actAs(role);
    const outcomes: string[] = [];
    for (const [action, attempt] of ATTEMPTS) outcomes.push(`${name}: ${action}: ${await outcome(attempt, client)}`);
    return outcomes;
  });
  const let_through = (await Promise.all(tries)).flat().filter((one) => !one.endsWith(': AccessDeniedException'));
  const tried = functions.length * ATTEMPTS.length;
  console.log(
    `insert-only: ${tried - let_through.length} of ${tried} attempts refused (${functions.length} functions × ${ATTEMPTS.length} actions)`,
  );

  expect(functions).toHaveLength(FUNCTIONS.length);
  expect(let_through).toEqual([]);
});
