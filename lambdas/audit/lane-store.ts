/** How the lanes of the audit log are stored: the newest row of a lane is its head, and a new row is an INSERT. */
import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow } from '../shared/aws/dynamodb.ts';
import type { Statement } from '../shared/aws/transaction.ts';
import { insertInto } from '../shared/change.ts';
import { variable } from '../shared/environment.ts';
import { eventShard, lanePk, laneRegistryKey } from '../shared/table.ts';
import type { EventRow } from './event.ts';
import { GENESIS, hash, parseSeq, SEQ_MAX } from './leaf.ts';

export interface Head {
  /** Seq of the newest event, -1 in a lane that has none. */
  readonly seq: number;
  /** Hash of its leaf. */
  readonly hash: string;
}

const EMPTY_LANE: Head = { seq: -1, hash: GENESIS };

/** The newest row and its predecessor; more only where somebody wrote rows that are in no sequence. */
const PAGE_ROWS = { first: 2, further: 100 };

/**
 * The newest row that has its predecessor below it. Others were not written by `commit`: a key that is no seq, or a seq
 * far ahead, where a lane that followed it would leave a gap.
 * Half a read unit when eventual: a stale head costs a retry, never a fork.
 */
export async function readHead(scope: string, lane: number, { eventual = false } = {}): Promise<Head> {
  let newest: Head | undefined;
  let after: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await dynamodb.send(
      new QueryCommand({
        TableName: variable('AUDIT_TABLE'),
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: marshall({ ':pk': lanePk(scope, lane), ':first': 0, ':last': SEQ_MAX }),
        ProjectionExpression: 'sk, leaf',
        ScanIndexForward: false,
        ConsistentRead: !eventual,
        Limit: after ? PAGE_ROWS.further : PAGE_ROWS.first,
        ExclusiveStartKey: after,
      }),
    );
    for (const { sk, leaf } of Items) {
      const seq = parseSeq(sk?.N);
      if (seq === undefined) continue;
      if (newest?.seq === seq + 1) return newest;
      newest = { seq, hash: hash(leaf?.S ?? '') };
      if (seq === 0) return newest;
    }
    after = LastEvaluatedKey;
  } while (after);
  return EMPTY_LANE;
}

/** The exact leaf at one place of a lane. */
export async function readLeaf(scope: string, lane: number, seq: number): Promise<string | undefined> {
  const row = await getRow('AUDIT_TABLE', { pk: lanePk(scope, lane), sk: seq });
  return row?.leaf as string | undefined;
}

export interface Place {
  readonly scope: string;
  readonly lane: number;
  readonly seq: number;
}

/**
 * The event's row; in an empty lane also, behind it, the row by which the sweeper finds the lane.
 * @param registered whether that row is there already, which must not keep the lane from beginning.
 */
export function appendStatements(
  place: Place,
  id: string,
  projectId: string,
  row: EventRow,
  registered = false,
): Statement[] {
  const { scope, lane, seq } = place;
  if (seq > SEQ_MAX) throw new Error(`lane ${lane} of ${scope} is full`);
  const event = insertInto(
    variable('AUDIT_TABLE'),
    { pk: lanePk(scope, lane), sk: seq, id, idx: eventShard(projectId, id), ...row },
    'conflict',
  );
  if (seq > 0 || registered) return [event];
  const registration = { ...laneRegistryKey(scope, lane), scope, lane, project: projectId };
  return [event, insertInto(variable('LANES_TABLE'), registration, 'conflict')];
}
