/**
 * Sends what was archived as the heads of logs change. The records only say which logs to look at: how far each was
 * sent is in its cursor, so doubled, shuffled and lost records all lead to the same.
 */
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { ringFor } from '../run.ts';

requireVariables(triggers['audit-stream/deliver-events'].access);

export async function handler({ Records }: DynamoDBStreamEvent, context: Context): Promise<void> {
  const scopes = Records.flatMap(({ dynamodb }) => dynamodb?.NewImage?.scope?.S ?? []);
  await ringFor([...new Set(scopes)], context);
}
