/**
 * The second reader of the stream. Rows of the audit table are only ever inserted: any change or removal is an incident,
 * save a removal that a manifest of the clean-up names, of a row that the archive holds byte for byte. Both images go to
 * the locked bucket first, then a person is told.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { canonical } from '../../audit/leaf.ts';
import { publishIncident } from '../../shared/aws/sns.ts';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { triggers } from '../../triggers.ts';
import { keepEvidence } from '../archive-store.ts';
import { wasCleanedUp } from '../cleaned-store.ts';
import { dayOf } from '../publish.ts';

requireVariables(triggers['log/watch-tampering'].access);

async function report({ eventID, eventName, dynamodb = {} }: DynamoDBRecord): Promise<void> {
  const { Keys, OldImage, NewImage, SequenceNumber, ApproximateCreationDateTime } = dynamodb;
  const at = new Date((ApproximateCreationDateTime ?? 0) * 1000);
  const evidence = await keepEvidence(
    dayOf(at),
    canonical({
      event: eventName,
      id: eventID,
      keys: Keys,
      old: OldImage,
      new: NewImage,
      sequence: SequenceNumber,
      at,
    }),
  );
  await publishIncident('audit row changed or removed', {
    event: eventName,
    lane: Keys?.pk?.S,
    seq: Keys?.sk?.N,
    at: at.toISOString(),
    evidence,
  });
}

const isExpected = async ({ eventName, dynamodb: { OldImage } = {} }: DynamoDBRecord): Promise<boolean> =>
  eventName === 'INSERT' || (eventName === 'REMOVE' && OldImage !== undefined && (await wasCleanedUp(OldImage)));

export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  for (const record of Records) {
    try {
      if (!(await isExpected(record))) await report(record);
    } catch (error) {
      logger.error('tampering not reported', { error_name: error instanceof Error ? error.name : 'unknown' });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}
