/**
 * What was told to be removed from the audit table: a manifest in the locked bucket, and a record in the control table by
 * which it is found. The record is only a pointer: whoever relies on it reads the manifest.
 */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { cleanedPk, laneBatchSk } from '../shared/table.ts';
import { keepEvidence, readEvidence } from './archive-store.ts';
import { manifestNames } from './clean-up.ts';
import type { Cleaned } from './clean-up-lane.ts';

const FOLDER = 'cleanup';

export const keepManifest = (text: string): Promise<string> => keepEvidence(FOLDER, text);

export async function noteCleaned({ scope, lane, from, through, manifest }: Cleaned): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('CONTROL_TABLE'),
      Item: marshall({ pk: cleanedPk(scope, lane), sk: laneBatchSk(through), from, manifest }),
    }),
  );
}

const fromRow = (scope: string, lane: number, row: Row): Cleaned => ({
  scope,
  lane,
  from: Number(row.from),
  through: Number(row.sk),
  manifest: String(row.manifest),
});

/** The first record that ends at `seq` or later. */
export async function findCleaned(scope: string, lane: number, seq: number): Promise<Cleaned | undefined> {
  const { rows } = await queryRows('CONTROL_TABLE', cleanedPk(scope, lane), { after: laneBatchSk(seq - 1), limit: 1 });
  const [row] = rows;
  return row && fromRow(scope, lane, row);
}

/** Whether a manifest of the locked bucket names this row as one to be removed. */
export async function wasToBeRemoved(scope: string, lane: number, seq: number): Promise<boolean> {
  const found = await findCleaned(scope, lane, seq);
  if (!found || found.from > seq) return false;
  return manifestNames(await readEvidence(FOLDER, found.manifest), { scope, lane, seq });
}
