/**
 * Sends messages as they are queued. A message that may yet be sent is brought again by the stream, until that gives up
 * and raises an alarm; its neighbours are sent meanwhile.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { triggers } from '../../triggers.ts';
import { deliver } from '../deliver.ts';

requireVariables(triggers['message/deliver-message'].access);

async function isDone({ dynamodb }: DynamoDBRecord, now: Date): Promise<boolean> {
  const id = dynamodb?.NewImage?.id?.S;
  if (id === undefined) return true;
  try {
    return await deliver(id, now);
  } catch (error) {
    logger.error('message not delivered', {
      message_id: id,
      error_name: error instanceof Error ? error.name : 'unknown',
    });
    return false;
  }
}

export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const now = new Date();
  const done = await Promise.all(Records.map((record) => isDone(record, now)));
  return {
    batchItemFailures: Records.filter((_, index) => !done[index]).map(({ dynamodb }) => ({
      itemIdentifier: dynamodb?.SequenceNumber ?? '',
    })),
  };
}
