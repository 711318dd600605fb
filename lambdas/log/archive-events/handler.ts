/**
 * Archives as the stream of the audit table rings. The records only say which scopes to look at; the table's dense
 * sequence is the truth, so doubled, shuffled and lost records all lead to the same log.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { scopeOfLanePk } from '../../shared/table.ts';
import { triggers } from '../../triggers.ts';
import { ArchiveHalted } from '../archive-scope.ts';
import { archive, lanesOf } from '../archiver.ts';

requireVariables(triggers['log/archive-events'].access);

/** Time left for finishing a batch that has begun. */
const RESERVE_MS = 20_000;

export async function handler({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const byScope = Map.groupBy(Records, ({ dynamodb }) => scopeOfLanePk(dynamodb?.Keys?.pk?.S ?? ''));
  const failed: DynamoDBBatchResponse['batchItemFailures'] = [];
  for (const [scope, records] of byScope) {
    if (!scope) continue;
    try {
      await archive(scope, await lanesOf(scope), () => context.getRemainingTimeInMillis() > RESERVE_MS);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      logger.error('archiving failed', { scope, error_name: name });
      // A halted log waits for a person, and the sweeper comes back to it: it must not hold up the shard.
      if (!(error instanceof ArchiveHalted)) {
        failed.push(...records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })));
      }
    }
  }
  return { batchItemFailures: failed };
}
