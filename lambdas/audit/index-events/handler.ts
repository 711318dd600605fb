/** The index follows the logs as the stream of their heads rings. The records only say which logs to look at. */
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { indexScopes, timeLeftOf } from '../index-log.ts';

requireVariables(triggers['audit/index-events'].access);

export async function handler({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const scopeOf = ({ dynamodb }: (typeof Records)[number]) => dynamodb?.NewImage?.scope?.S ?? '';
  const scopes = new Set(Records.map(scopeOf));
  const failed = new Set(await indexScopes(scopes, timeLeftOf(context), new Date()));
  const again = Records.filter((record) => failed.has(scopeOf(record)));
  return { batchItemFailures: again.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })) };
}
