/** How far the reconciler is, in one row of the control table, and which logs the archive has. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { RECONCILED } from '../shared/table.ts';
import type { Positions } from './completeness.ts';

/** A whole turn over all logs. */
export interface Pass {
  readonly startedMs: number;
  /** Those that were held against the archive to their end. */
  readonly logs: number;
  readonly entries: number;
  readonly findings: number;
  /** Logs that could not be compared. */
  readonly failed: number;
  /** Logs of the archive that no row of the registry leads to. */
  readonly unregistered: number;
}

export interface Progress {
  /** The turn that is under way; absent until the next is due. */
  readonly pass?: Pass | undefined;
  /** The log that it is in, and the place there. */
  readonly at?: { readonly scope: string; readonly index: number; readonly lanes: Positions } | undefined;
  /** The newest turn that was finished. */
  readonly last?: (Pass & { readonly finishedMs: number }) | undefined;
}

export async function readProgress(): Promise<Progress> {
  const row = await getRow('CONTROL_TABLE', RECONCILED);
  return row ? (row.progress as Progress) : {};
}

/** The last of two runs at once wins: pieces are compared twice then, and none is left out for longer than a turn. */
export async function writeProgress(progress: Progress): Promise<void> {
  const Item = marshall({ ...RECONCILED, progress }, { removeUndefinedValues: true });
  await dynamodb.send(new PutItemCommand({ TableName: variable('CONTROL_TABLE'), Item }));
}
