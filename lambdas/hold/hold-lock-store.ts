/**
 * How far the locks of a hold are, one row for each log in the control table. Not a change of state: whoever loses a row
 * begins that log again, and a lock that is put twice is the same lock.
 */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { holdCursorKey } from '../shared/table.ts';
import type { Phase } from './hold.ts';

export interface LockCursor {
  /** Path of the last segment that was looked at. */
  readonly path: string;
  /** Index behind its last entry. */
  readonly through: number;
  /** Segments that were locked, or unlocked. */
  readonly segments: number;
}

const LOCK_START: LockCursor = { path: 'segments/', through: 0, segments: 0 };

export async function readLockCursor(hold: string, phase: Phase, scope: string): Promise<LockCursor> {
  const row = await getRow('CONTROL_TABLE', holdCursorKey(hold, phase, scope));
  return row
    ? { path: row.path as string, through: row.through as number, segments: row.segments as number }
    : LOCK_START;
}

export async function writeLockCursor(hold: string, phase: Phase, scope: string, cursor: LockCursor): Promise<void> {
  const Item = marshall({ ...holdCursorKey(hold, phase, scope), ...cursor });
  await dynamodb.send(new PutItemCommand({ TableName: variable('CONTROL_TABLE'), Item }));
}
