/** How log heads and batch maps are stored in the control table. A head is replaced only where its version is known. */
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow, getRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { laneBatchesPk, laneBatchSk, logHeadKey } from '../shared/table.ts';
import type { LogHead } from './archive.ts';
import { DIRECTORY } from './directory.ts';
import type { LaneBatch } from './staging.ts';
import { splitTile } from './tile.ts';

/** By which the stream of the table tells a head from other rows. Who follows the logs of events needs no directory. */
const kindOf = (scope: string): string => (scope === DIRECTORY ? 'directory_head' : 'log_head');

const toRow = (head: LogHead): Row => ({
  ...head,
  kind: kindOf(head.scope),
  root: Buffer.from(head.root),
  frontier: Buffer.concat(head.frontier),
});

const fromRow = ({ pk, sk, kind, ...row }: Row): LogHead =>
  ({
    ...row,
    root: Buffer.from(row.root as Uint8Array),
    frontier: splitTile(row.frontier as Uint8Array),
  }) as unknown as LogHead;

/** Strongly consistent. */
export async function readHead(scope: string): Promise<LogHead | undefined> {
  const row = await getRow('CONTROL_TABLE', logHeadKey(scope));
  return row && fromRow(row);
}

/** Of the scopes that have one, as they were a moment ago. */
export async function readHeads(scopes: readonly string[]): Promise<LogHead[]> {
  const rows = await getRows('CONTROL_TABLE', scopes.map(logHeadKey), { eventual: true });
  return rows.flatMap((row) => (row ? [fromRow(row)] : []));
}

export async function replaceHead(head: LogHead, expected: number): Promise<boolean> {
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: variable('CONTROL_TABLE'),
        Item: marshall({ ...logHeadKey(head.scope), ...toRow(head) }, { removeUndefinedValues: true }),
        ...(expected === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :expected',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: marshall({ ':expected': expected }),
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export async function writeBatches(scope: string, batches: readonly LaneBatch[]): Promise<void> {
  await Promise.all(
    batches.map(({ lane, firstSeq, count, firstIndex, segment }) =>
      dynamodb.send(
        new PutItemCommand({
          TableName: variable('CONTROL_TABLE'),
          Item: marshall({
            pk: laneBatchesPk(scope, lane),
            sk: laneBatchSk(firstSeq),
            first_index: firstIndex,
            count,
            segment,
          }),
        }),
      ),
    ),
  );
}

/** The batch that holds an event of a lane, when it is archived. */
export async function findBatch(scope: string, lane: number, seq: number): Promise<LaneBatch | undefined> {
  const { rows } = await queryRows('CONTROL_TABLE', laneBatchesPk(scope, lane), {
    before: laneBatchSk(seq + 1),
    reverse: true,
    limit: 1,
  });
  const [row] = rows;
  if (!row || Number(row.sk) + (row.count as number) <= seq) return undefined;
  return {
    lane,
    firstSeq: Number(row.sk),
    count: row.count as number,
    firstIndex: row.first_index as number,
    segment: row.segment as string,
  };
}
