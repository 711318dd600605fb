/** POST /v1/compliance/test-notification/confirm */
import { createHash, timingSafeEqual } from 'node:crypto';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { confirmedTest, openHashes, unconfirmed } from '../privacy-officer.ts';
import { getNotificationTest, putNotificationTest } from '../privacy-officer-store.ts';
import { confirmNotificationContract } from './contract.ts';

const hashOf = (code: string): Buffer => createHash('sha256').update(code.toUpperCase()).digest();

export const handler = http(confirmNotificationContract, async ({ body, project, now, commit }) => {
  const test = await getNotificationTest(project.id);
  const told = hashOf(body.code);
  const open = test ? openHashes(test, now) : [];
  const channel = open.find(({ hash }) => timingSafeEqual(told, Buffer.from(hash, 'base64url')))?.channel;
  const event = { type: 'notification.confirmed', target: { type: 'project', id: project.id } } as const;
  if (!test || !channel) {
    const detail = { sent_at: test?.sentAt };
    await commit([], { ...event, outcome: 'denied', reason: 'invalid_code', detail });
    return err('invalid_code');
  }
  const after = confirmedTest(test, channel, now);
  const committed = await commit([putNotificationTest(project.id, test, after)], {
    ...event,
    detail: { sent_at: test.sentAt, channel },
  });
  if (!committed.ok) return committed;
  const said = { sent_at: test.sentAt, confirmed_at: now.toISOString(), channel, unconfirmed: unconfirmed(after, now) };
  return ok({ status: 200, body: said });
});
