/** The DynamoDB client and the four reads that stores are made of. Writes exist only in `transaction.ts`. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Variable } from '../access.ts';
import { variable } from '../environment.ts';

/** One client for each environment; kept alive between invocations. */
export const dynamodb = new DynamoDBClient({ maxAttempts: 3 });

export interface Key {
  readonly pk: string;
  readonly sk: string | number;
}
export type Row = Record<string, unknown>;
export type Table = Extract<
  Variable,
  'IDENTITY_TABLE' | 'EPHEMERAL_TABLE' | 'AUDIT_TABLE' | 'LANES_TABLE' | 'CONTROL_TABLE' | 'SEARCH_TABLE'
>;

/** The service takes at most this many keys in one BatchGetItem. */
const BATCH_MAX = 100;

/** A number that has no exact value here is rounded: a row that somebody forged must not make a read fail. */
const toRow = (item: Record<string, AttributeValue>): Row => unmarshall(item, { wrapNumbers: Number });

export interface ReadOptions {
  /** Eventually consistent reads cost half and may lag; the default is strongly consistent. */
  readonly eventual?: boolean;
}

export async function getRow(table: Table, key: Key, options: ReadOptions = {}): Promise<Row | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: variable(table), Key: marshall(key), ConsistentRead: !options.eventual }),
  );
  return Item && toRow(Item);
}

/** Rows in the order of the keys, `undefined` where there is none. */
export async function getRows(
  table: Table,
  keys: readonly Key[],
  options: ReadOptions = {},
): Promise<(Row | undefined)[]> {
  if (keys.length === 0) return [];
  const name = variable(table);
  const found = new Map<string, Row>();
  let pending = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()].map((key) => marshall(key));
  while (pending.length > 0) {
    const keysNow = pending.slice(0, BATCH_MAX);
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: keysNow, ConsistentRead: !options.eventual } } }),
    );
    for (const item of Responses?.[name] ?? []) {
      const row = toRow(item);
      found.set(`${row.pk}\n${row.sk}`, row);
    }
    pending = [...(UnprocessedKeys?.[name]?.Keys ?? []), ...pending.slice(BATCH_MAX)];
  }
  return keys.map((key) => found.get(`${key.pk}\n${key.sk}`));
}

export interface QueryOptions extends ReadOptions {
  /** The index and the names of its keys; the table itself when absent. */
  readonly index?: { readonly name: string; readonly pk: string; readonly sk: string };
  readonly prefix?: string;
  readonly after?: string | number;
  readonly before?: string | number;
  /** Both included. */
  readonly between?: readonly [string | number, string | number];
  readonly reverse?: boolean;
  readonly limit?: number;
}

type Place = Record<string, AttributeValue>;

async function queryPage(table: Table, pk: string, options: QueryOptions, start?: Place) {
  const names = options.index ?? { pk: 'pk', sk: 'sk' };
  const values: Row = { ':pk': pk };
  let condition = '#pk = :pk';
  if (options.prefix !== undefined) {
    condition += ' AND begins_with(#sk, :edge)';
    values[':edge'] = options.prefix;
  } else if (options.between !== undefined) {
    condition += ' AND #sk BETWEEN :edge AND :through';
    [values[':edge'], values[':through']] = options.between;
  } else if (options.after !== undefined) {
    condition += ' AND #sk > :edge';
    values[':edge'] = options.after;
  } else if (options.before !== undefined) {
    condition += ' AND #sk < :edge';
    values[':edge'] = options.before;
  }
  const { Items, LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: variable(table),
      IndexName: options.index?.name,
      KeyConditionExpression: condition,
      ExpressionAttributeNames: { '#pk': names.pk, ...(condition.includes('#sk') && { '#sk': names.sk }) },
      ExpressionAttributeValues: marshall(values),
      ScanIndexForward: !options.reverse,
      ConsistentRead: !options.eventual && !options.index,
      Limit: options.limit,
      ExclusiveStartKey: start,
    }),
  );
  return { rows: (Items ?? []).map(toRow), next: LastEvaluatedKey };
}

/** One page of an item collection; `more` tells whether rows remain beyond it. */
export async function queryRows(
  table: Table,
  pk: string,
  options: QueryOptions = {},
): Promise<{ rows: Row[]; more: boolean }> {
  const { rows, next } = await queryPage(table, pk, options);
  return { rows, more: next !== undefined };
}

/** Every row of an item collection, page after page. For collections that are small by design: a user's rows, a project's keys. */
export async function queryAllRows(table: Table, pk: string, options: QueryOptions = {}): Promise<Row[]> {
  const all: Row[] = [];
  for (let start: Place | undefined; ; ) {
    const { rows, next } = await queryPage(table, pk, options, start);
    all.push(...rows);
    if (!next) return all;
    start = next;
  }
}
