/** The incident topic: what a person must look at now. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { variable } from '../environment.ts';

const sns = new SNSClient({ maxAttempts: 3 });
const SUBJECT_MAX = 100;

/**
 * @param details ids, counts and hashes only: the topic's subscribers are outside the log.
 * @param withinMs how long it may take with all its retries, where somebody waits.
 */
export async function publishIncident(
  subject: string,
  details: Readonly<Record<string, unknown>>,
  withinMs?: number,
): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: variable('INCIDENT_TOPIC'),
      Subject: subject.slice(0, SUBJECT_MAX),
      Message: JSON.stringify(details),
    }),
    withinMs === undefined ? {} : { abortSignal: AbortSignal.timeout(withinMs) },
  );
}
