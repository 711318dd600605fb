/** PartiQL in the local cloud: authorized, cancelled and streamed as on AWS. */
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  ExecuteTransactionCommand,
  GetItemCommand,
  type ParameterizedStatement,
  PutItemCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { dynamodb } from './cloud.ts';
import { assumeRole } from './role.ts';

const TABLE = 'partiql-events';
const INSERT = `INSERT INTO "${TABLE}" VALUE {'pk': ?, 'sk': ?, 'blocks': ?, 'version': ?}`;
const UPDATE = `UPDATE "${TABLE}" SET "a" = ? REMOVE "b" WHERE "pk" = ? AND "sk" = ? AND "version" = ?`;
const DELETE = `DELETE FROM "${TABLE}" WHERE "pk" = ? AND "sk" = ? AND "version" = ?`;
const EXISTS = `EXISTS(SELECT * FROM "${TABLE}" WHERE "pk" = ? AND "sk" = ? AND "version" = ?)`;

const parameters = (...values: unknown[]): AttributeValue[] => Object.values(marshall({ ...values }));
const insert = (pk: string, sk: number): ParameterizedStatement => ({
  Statement: INSERT,
  Parameters: parameters(pk, sk, { subject: new Uint8Array([0, 255]) }, 1),
});
const transact = (statements: ParameterizedStatement[], client = dynamodb, token?: string) =>
  client.send(new ExecuteTransactionCommand({ TransactStatements: statements, ClientRequestToken: token }));
const read = (pk: string, sk: number) =>
  dynamodb
    .send(new GetItemCommand({ TableName: TABLE, Key: marshall({ pk, sk }), ConsistentRead: true }))
    .then(({ Item }) => Item);

async function reasonsOf(statements: ParameterizedStatement[]): Promise<(string | undefined)[]> {
  const cause = await transact(statements).catch((thrown: unknown) => thrown);
  if (!(cause instanceof TransactionCanceledException)) throw cause;
  return cause.CancellationReasons?.map(({ Code }) => Code) ?? [];
}

beforeAll(async () => {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
});

describe('a transaction', () => {
  test('writes all of its statements', async () => {
    await transact([insert('all', 0), insert('all', 1)]);

    expect((await read('all', 1))?.blocks).toEqual({ M: { subject: { B: new Uint8Array([0, 255]) } } });
  });

  test('writes none of them when one fails, and names each failure', async () => {
    await transact([insert('none', 0)]);

    const taken = insert('none', 0);
    const stale = { Statement: UPDATE, Parameters: parameters('x', 'all', 0, 9) };
    expect(await reasonsOf([insert('none', 1), taken, stale])).toEqual([
      'None',
      'DuplicateItem',
      'ConditionalCheckFailed',
    ]);
    expect(await read('none', 1)).toBeUndefined();
  });

  test('fails where EXISTS does not hold, and where an updated item is missing', async () => {
    expect(await reasonsOf([{ Statement: EXISTS, Parameters: parameters('nobody', 0, 1) }, insert('e', 0)])).toEqual([
      'ConditionalCheckFailed',
      'None',
    ]);
    expect(await reasonsOf([{ Statement: UPDATE, Parameters: parameters('x', 'nobody', 0, 1) }])).toEqual([
      'ConditionalCheckFailed',
    ]);
  });

  test('succeeds in deleting what is not there: a delete alone proves nothing', async () => {
    await expect(transact([{ Statement: DELETE, Parameters: parameters('nobody', 0, 1) }])).resolves.toBeDefined();
  });

  test('touches an item once at most', async () => {
    const update = { Statement: UPDATE, Parameters: parameters('x', 'twice', 0, 1) };

    await expect(transact([insert('twice', 0), update])).rejects.toThrow('multiple operations on one item');
  });

  test('is written once however often it is sent under one token', async () => {
    await transact([insert('token', 0)], dynamodb, 'one-token');
    await transact([insert('token', 0)], dynamodb, 'one-token');

    await expect(transact([insert('token', 1)], dynamodb, 'one-token')).rejects.toThrow(
      expect.objectContaining({ name: 'IdempotentParameterMismatchException' }),
    );
  });
});

describe('a role that may only insert', () => {
  let inserter: DynamoDBClient;

  beforeAll(async () => {
    const Resource = `arn:aws:dynamodb:*:*:table/${TABLE}`;
    inserter = new DynamoDBClient(
      await assumeRole('inserter', { Effect: 'Allow', Action: 'dynamodb:PartiQLInsert', Resource }),
    );
  });

  test('may insert', async () => {
    await expect(transact([insert('role', 0)], inserter)).resolves.toBeDefined();
  });

  test.each([
    ['update', { Statement: UPDATE, Parameters: parameters('x', 'role', 0, 1) }],
    ['delete', { Statement: DELETE, Parameters: parameters('role', 0, 1) }],
    ['look for', { Statement: EXISTS, Parameters: parameters('role', 0, 1) }],
  ])('may not %s, beside an insert either', async (_, statement) => {
    await expect(transact([insert('role', 1), statement], inserter)).rejects.toThrow(/not authorized to perform/);
    expect(await read('role', 1)).toBeUndefined();
  });

  test('may not put, which would overwrite', async () => {
    const put = new PutItemCommand({ TableName: TABLE, Item: marshall({ pk: 'role', sk: 0 }) });

    await expect(inserter.send(put)).rejects.toThrow(/not authorized to perform: dynamodb:PutItem/);
  });
});
