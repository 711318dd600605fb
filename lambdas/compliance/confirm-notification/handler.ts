/** POST /v1/compliance/test-notification/confirm */
import { createHash, timingSafeEqual } from 'node:crypto';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { confirmedTest, openHash } from '../privacy-officer.ts';
import { getNotificationTest, putNotificationTest } from '../privacy-officer-store.ts';
import { confirmNotificationContract } from './contract.ts';

const hash = (code: string): Buffer => createHash('sha256').update(code.toUpperCase()).digest();

export const handler = http(confirmNotificationContract, async ({ body, project, now, commit }) => {
  const test = await getNotificationTest(project.id);
  const expected = openHash(test, now);
  const event = { type: 'notification.confirmed', target: { type: 'project', id: project.id } } as const;
  if (!test || !expected || !timingSafeEqual(hash(body.code), Buffer.from(expected, 'base64url'))) {
    const detail = { sent_at: test?.sentAt };
    await commit([], { ...event, outcome: 'denied', reason: 'invalid_code', detail });
    return err('invalid_code');
  }
  const after = confirmedTest(test, now);
  const committed = await commit([putNotificationTest(project.id, test, after)], {
    ...event,
    detail: { sent_at: test.sentAt },
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { sent_at: test.sentAt, confirmed_at: now.toISOString() } });
});
