/** How the archiver reads lanes: raw attributes, because a row that cannot be read must still be kept. */
import { GetItemCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseSeq, SEQ_MAX } from '../audit/leaf.ts';
import { dynamodb } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { LANES, lanePk } from '../shared/table.ts';
import type { LaneRow } from './archive.ts';
import { type Registry, readRegistry } from './lane-registry.ts';
import type { Gap, Item } from './lane-row.ts';
import type { LanePage } from './ports.ts';

type SequencedRow = Extract<LaneRow, { readonly seq: number }>;
type Place = QueryCommandOutput['LastEvaluatedKey'];

/** One page, strongly consistent. Every row of it, also those whose key is no seq. */
async function queryLane(pk: string, from: number, through: number, limit: number, after?: Place) {
  const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await dynamodb.send(
    new QueryCommand({
      TableName: variable('AUDIT_TABLE'),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :through',
      ExpressionAttributeValues: marshall({ ':pk': pk, ':from': from, ':through': through }),
      ConsistentRead: true,
      Limit: limit,
      ExclusiveStartKey: after,
    }),
  );
  const rows = (Items as Item[]).flatMap((item): SequencedRow[] => {
    const seq = parseSeq(item.sk?.N);
    return seq === undefined ? [] : [{ seq, item }];
  });
  return { rows, after: LastEvaluatedKey };
}

async function readRow(pk: string, seq: number): Promise<Item | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: variable('AUDIT_TABLE'), Key: marshall({ pk, sk: seq }), ConsistentRead: true }),
  );
  return Item as Item | undefined;
}

/**
 * Up to `limit` rows from `from`, past whatever lies among them that is no row of a lane. Only a row that has its
 * predecessor below it goes on with the lane, as for the writers (`readHead`), so a single row far ahead opens no gap.
 * A Query is no snapshot: a row may be committed behind it while a later one is read, so a gap counts only when the
 * missing row is asked for by its key and is not there.
 */
export async function readLane(scope: string, lane: number, from: number, limit: number): Promise<LanePage> {
  const pk = lanePk(scope, lane);
  const rows: SequencedRow[] = [];
  /** The first and the last row that were seen behind a gap, and where the lane goes on there. */
  let ahead: number | undefined;
  let last: number | undefined;
  let resumes: number | undefined;
  let begun = from === 0;
  let after: Place;
  do {
    const page = await queryLane(pk, Math.max(0, from - 1), SEQ_MAX, limit + 2, after);
    for (const row of page.rows) {
      begun = true;
      if (row.seq < from) continue;
      if (row.seq === from + rows.length) rows.push(row);
      else {
        ahead ??= row.seq;
        if (last === row.seq - 1) resumes ??= last;
        last = row.seq;
      }
    }
    after = page.after;
  } while (after && rows.length === 0 && resumes === undefined);
  if (rows.length > 0) {
    const more = after !== undefined || ahead !== undefined || rows.length > limit;
    return { rows: rows.slice(0, limit), more, behind: false };
  }
  const item = ahead === undefined ? undefined : await readRow(pk, from);
  if (item) return { rows: [{ seq: from, item }], more: true, behind: false };
  if (resumes !== undefined) return { rows: [{ through: resumes - 1 }], more: true, behind: false };
  return { rows, more: false, behind: !begun, ahead };
}

export async function readGap(scope: string, lane: number, [from, through]: Gap, limit: number): Promise<LaneRow[]> {
  const { rows } = await queryLane(lanePk(scope, lane), from, through, limit);
  return rows.map(({ seq, item }) => ({ late: seq, item }));
}

/** The lanes of every scope, or of one. */
export async function listLanes(scope?: string): Promise<Registry> {
  const keys: string[] = [];
  let after: Place;
  do {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await dynamodb.send(
      new QueryCommand({
        TableName: variable('LANES_TABLE'),
        KeyConditionExpression: scope === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :scope)',
        ExpressionAttributeValues: marshall({
          ':pk': LANES,
          ...(scope !== undefined && { ':scope': lanePk(scope, 0).slice(0, -1) }),
        }),
        ProjectionExpression: 'sk',
        ConsistentRead: true,
        ExclusiveStartKey: after,
      }),
    );
    keys.push(...Items.map(({ sk }) => sk?.S ?? ''));
    after = LastEvaluatedKey;
  } while (after);
  return readRegistry(keys);
}
