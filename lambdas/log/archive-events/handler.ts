/**
 * Archives as the stream of the audit table rings. The records only say which scopes to look at; the table's dense
 * sequence is the truth, so doubled, shuffled and lost records all lead to the same log.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { scopeOfLanePk } from '../../shared/table.ts';
import { triggers } from '../../triggers.ts';
import { ArchiveHalted } from '../archive-scope.ts';
import { archiveAll } from '../archiver.ts';
import { listLanes } from '../lane-store.ts';

requireVariables(triggers['log/archive-events'].access);

export async function handler({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const byScope = Map.groupBy(Records, ({ dynamodb }) => scopeOfLanePk(dynamodb?.Keys?.pk?.S ?? ''));
  const scopes = await Promise.all([...byScope.keys()].map(async (scope) => [...(await listLanes(scope))]));
  const failed = await archiveAll(scopes.flat(), context);
  // A halted log waits for a person, and the sweeper comes back to it: it must not hold up the shard.
  const again = [...failed]
    .filter(([, error]) => !(error instanceof ArchiveHalted))
    .flatMap(([scope]) => byScope.get(scope) ?? []);
  return { batchItemFailures: again.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })) };
}
