/** POST /v1/compliance/test-notification */
import { createHash, randomBytes } from 'node:crypto';
import { queueMessage } from '../../message/queue-message.ts';
import { publishIncident } from '../../shared/aws/sns.ts';
import { http } from '../../shared/http.ts';
import { logger } from '../../shared/logger.ts';
import { err, ok } from '../../shared/result.ts';
import { openContact } from '../officer-contact.ts';
import { CODE_BYTES, codeFrom, sentTest } from '../privacy-officer.ts';
import { getNotificationTest, getPrivacyOfficer, putNotificationTest } from '../privacy-officer-store.ts';
import { testNotificationContract } from './contract.ts';

const hashOf = (code: string): string => createHash('sha256').update(code).digest('base64url');

/** The caller waits for it. */
const WITHIN_MS = 3_000;

async function told(projectId: string, code: string): Promise<boolean> {
  try {
    await publishIncident('Test of the incident channel', { project: projectId, test: true, code }, WITHIN_MS);
    return true;
  } catch (error) {
    logger.error('test not delivered', { error_name: error instanceof Error ? error.name : 'unknown' });
    return false;
  }
}

export const handler = http(testNotificationContract, async ({ project, now, commit }) => {
  const [before, officer] = await Promise.all([getNotificationTest(project.id), getPrivacyOfficer(project.id)]);
  // One each: what the officer's mail carries says nothing of who listens to the topic.
  const [code, mailCode] = [codeFrom(randomBytes(CODE_BYTES)), codeFrom(randomBytes(CODE_BYTES))];
  const to = officer && (await openContact(project, officer)).email;
  const letter = { channel: 'email', to, template: 'incident_test', values: { code: mailCode } } as const;
  const event = { type: 'notification.tested', target: { type: 'project', id: project.id } } as const;
  if (!(await told(project.id, code))) {
    const failed = { ...event, outcome: 'failure', reason: 'unavailable', detail: { by_mail: false } } as const;
    await commit([], failed);
    return err('unavailable');
  }
  const after = sentTest(before, { topic: hashOf(code), mail: to && hashOf(mailCode) }, now);
  const committed = await commit(
    [putNotificationTest(project.id, before, after), ...(to ? [await queueMessage(project, letter, now)] : [])],
    { ...event, detail: { by_mail: to !== undefined } },
  );
  if (!committed.ok) return committed;
  return ok({ status: 202, body: { sent_at: after.sentAt, mail: to ? 'queued' : 'nobody_named' } });
});
