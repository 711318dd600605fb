/** How the lanes of the audit log are stored: the newest row of a lane is its head, and a new row is an INSERT. */
import { getRow, queryRows } from '../shared/aws/dynamodb.ts';
import type { Statement } from '../shared/aws/transaction.ts';
import { insertInto } from '../shared/change.ts';
import { variable } from '../shared/environment.ts';
import { eventShard, lanePk, laneRegistryKey } from '../shared/table.ts';
import type { EventRow } from './event.ts';
import { GENESIS, hash } from './leaf.ts';

export interface Head {
  /** Seq of the newest event, -1 in a lane that has none. */
  readonly seq: number;
  /** Hash of its leaf. */
  readonly hash: string;
}

const EMPTY_LANE: Head = { seq: -1, hash: GENESIS };

/** Half a read unit when eventual: a stale head costs a retry, never a fork. */
export async function readHead(scope: string, lane: number, options: { eventual?: boolean } = {}): Promise<Head> {
  const { rows } = await queryRows('AUDIT_TABLE', lanePk(scope, lane), { reverse: true, limit: 1, ...options });
  const newest = rows[0];
  return newest ? { seq: newest.sk as number, hash: hash(newest.leaf as string) } : EMPTY_LANE;
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
  const event = insertInto(
    variable('AUDIT_TABLE'),
    { pk: lanePk(scope, lane), sk: seq, id, idx: eventShard(projectId, id), ...row },
    'conflict',
  );
  if (seq > 0 || registered) return [event];
  const registration = { ...laneRegistryKey(scope, lane), scope, lane, project: projectId };
  return [event, insertInto(variable('LANES_TABLE'), registration, 'conflict')];
}
