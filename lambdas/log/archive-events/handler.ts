/**
 * Archives as the stream of the audit table rings. The records only say which scopes to look at; the table's dense
 * sequence is the truth, so doubled, shuffled and lost records all lead to the same log. A record of a row that the
 * table's lanes never lead to is reported: nobody else would see that row.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { parseSeq } from '../../audit/leaf.ts';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { lanePk, scopeOfLanePk } from '../../shared/table.ts';
import { triggers } from '../../triggers.ts';
import { ArchiveHalted } from '../archive-scope.ts';
import { archiveAll } from '../archiver.ts';
import { wasRemoved } from '../cleaned-store.ts';
import { reportOnce } from '../incident-store.ts';
import type { Registry } from '../lane-registry.ts';
import { listLanes } from '../lane-store.ts';

requireVariables(triggers['log/archive-events'].access);

/** What is wrong with the place of a row; where the clean-up removed one, the table's key keeps no other out. */
async function wrongPlace({ dynamodb }: DynamoDBRecord, scope: string, { lanes }: Registry) {
  const { pk, sk } = dynamodb?.Keys ?? {};
  const seq = parseSeq(sk?.N);
  const lane = lanes.get(scope)?.find((one) => lanePk(scope, one) === pk?.S);
  if (lane === undefined) return 'row of a lane that is not registered';
  if (seq === undefined) return 'row outside the sequence';
  return (await wasRemoved(scope, lane, seq)) ? 'row in the place of one that was removed' : undefined;
}

/** Whether the row is in its lane's sequence, or was told of. */
async function accountFor(record: DynamoDBRecord, scope: string, registry: Registry): Promise<boolean> {
  const { pk, sk } = record.dynamodb?.Keys ?? {};
  try {
    const subject = await wrongPlace(record, scope, registry);
    if (subject) await reportOnce(subject, { lane: pk?.S ?? 'none', key: sk?.N ?? 'none' });
    return true;
  } catch (error) {
    logger.error('row not reported', { error_name: error instanceof Error ? error.name : 'unknown' });
    return false;
  }
}

export async function handler({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const byScope = Map.groupBy(Records, ({ dynamodb }) => scopeOfLanePk(dynamodb?.Keys?.pk?.S ?? ''));
  const again: DynamoDBRecord[] = [];
  const scopes: [string, readonly number[]][] = [];
  for (const [scope, records] of byScope) {
    const registry = await listLanes(scope);
    scopes.push(...registry.lanes);
    for (const record of records) if (!(await accountFor(record, scope, registry))) again.push(record);
  }
  const { failed } = await archiveAll(scopes, context);
  // A halted log waits for a person, and the sweeper comes back to it: it must not hold up the shard.
  for (const [scope, error] of failed) {
    if (!(error instanceof ArchiveHalted)) again.push(...(byScope.get(scope) ?? []));
  }
  const numbers = new Set(again.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? ''));
  return { batchItemFailures: [...numbers].map((itemIdentifier) => ({ itemIdentifier })) };
}
