/** How the archiver reads lanes: raw attributes, because a row that cannot be read must still be kept. */
import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, queryAllRows } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { lanePk } from '../shared/table.ts';
import type { LaneRow } from './archive.ts';
import type { Item } from './lane-row.ts';
import type { LanePage } from './ports.ts';

const PAGE_ROWS = 1_000;

const seqOf = (item: Item): number => Number(item.sk?.N);
const isSeq = (item: Item): boolean => Number.isSafeInteger(seqOf(item)) && String(seqOf(item)) === item.sk?.N;

/** The rows that follow `from` without a gap. */
function dense(items: readonly Item[], from: number): LaneRow[] {
  const end = items.findIndex((item, i) => seqOf(item) !== from + i);
  return (end < 0 ? items : items.slice(0, end)).map((item, i) => ({ seq: from + i, item }));
}

/**
 * One page, strongly consistent. A Query is no snapshot: a row may be committed behind it while a later one is read,
 * so a gap counts only when the missing row is asked for by its key and is not there.
 */
export async function readLane(scope: string, lane: number, from: number): Promise<LanePage> {
  const pk = lanePk(scope, lane);
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: variable('AUDIT_TABLE'),
      KeyConditionExpression: 'pk = :pk AND sk >= :from',
      ExpressionAttributeValues: marshall({ ':pk': pk, ':from': from }),
      ConsistentRead: true,
      Limit: PAGE_ROWS,
    }),
  );
  const items = Items as Item[];
  const strangers = items.filter((item) => !isSeq(item));
  const numbered = items.filter(isSeq);
  const [first] = numbered;
  if (!first) return { rows: [], strangers, more: LastEvaluatedKey !== undefined };
  if (seqOf(first) === from) {
    const rows = dense(numbered, from);
    return { rows, strangers, more: LastEvaluatedKey !== undefined || rows.length < numbered.length };
  }
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: variable('AUDIT_TABLE'),
      Key: marshall({ pk, sk: from }),
      ConsistentRead: true,
    }),
  );
  const row: LaneRow = Item ? { seq: from, item: Item as Item } : { through: seqOf(first) - 1 };
  return { rows: [row], strangers, more: true };
}

/** Every lane of every scope, or of one. */
export async function listLanes(scope?: string): Promise<Map<string, number[]>> {
  const prefix = scope === undefined ? {} : { prefix: lanePk(scope, 0).slice(0, -1) };
  const lanes = new Map<string, number[]>();
  for (const row of await queryAllRows('LANES_TABLE', 'LANES', prefix)) {
    const name = row.scope as string;
    lanes.set(name, [...(lanes.get(name) ?? []), row.lane as number]);
  }
  return lanes;
}
