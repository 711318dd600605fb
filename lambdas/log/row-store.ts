/** Rows of a lane as they lie in the table, whatever somebody put among them, and whose lane it is. */
import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseSeq } from '../audit/leaf.ts';
import { dynamodb, queryRows } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { LANES, lanePk } from '../shared/table.ts';
import type { Item } from './lane-row.ts';

export interface StoredRow {
  /** The sort key as DynamoDB spells it: whoever may write the table may put a key there that is no seq. */
  readonly key: string;
  readonly item: Item;
}

interface Range {
  readonly scope: string;
  readonly lane: number;
  readonly from: number;
  readonly through: number;
}

/** Every row between two seqs, both included. @param eventual half the price, for who asks again before it accuses. */
export async function* readRange(
  { scope, lane, from, through }: Range,
  { eventual = false, limit }: { readonly eventual?: boolean; readonly limit?: number } = {},
): AsyncGenerator<StoredRow> {
  let after: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await dynamodb.send(
      new QueryCommand({
        TableName: variable('AUDIT_TABLE'),
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :through',
        ExpressionAttributeValues: marshall({ ':pk': lanePk(scope, lane), ':from': from, ':through': through }),
        ConsistentRead: !eventual,
        Limit: limit,
        ExclusiveStartKey: after,
      }),
    );
    for (const item of Items as Item[]) yield { key: item.sk?.N ?? '', item };
    after = LastEvaluatedKey;
  } while (after);
}

/** Up to `limit` rows whose key is a seq, strongly consistent. */
export async function readRows(
  scope: string,
  lane: number,
  from: number,
  through: number,
  limit: number,
): Promise<{ seq: number; item: Item }[]> {
  const rows: { seq: number; item: Item }[] = [];
  if (from > through) return rows;
  for await (const { key, item } of readRange({ scope, lane, from, through }, { limit })) {
    const seq = parseSeq(key);
    if (seq !== undefined) rows.push({ seq, item });
    if (rows.length === limit) break;
  }
  return rows;
}

/** The project whose log or organization it is, as the first row of the lane was registered. */
export async function projectOfScope(scope: string): Promise<string | undefined> {
  const { rows } = await queryRows('LANES_TABLE', LANES, { prefix: lanePk(scope, 0).slice(0, -1), limit: 1 });
  const project = rows[0]?.project;
  return typeof project === 'string' ? project : undefined;
}
