/** How the contact of the privacy officer and the newest test of it are stored: a row each, beside the project. */
import { getRow } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { notificationTestKey, privacyOfficerKey } from '../shared/table.ts';
import type { NotificationTest, PrivacyOfficer } from './privacy-officer.ts';

export async function getPrivacyOfficer(projectId: string): Promise<PrivacyOfficer | undefined> {
  const row = await getRow('IDENTITY_TABLE', privacyOfficerKey(projectId));
  return (
    row && {
      sealed: row.sealed as Uint8Array,
      updatedAt: row.updated_at as string,
      version: row.version as number,
    }
  );
}

export function putPrivacyOfficer(
  projectId: string,
  before: PrivacyOfficer | undefined,
  { sealed, updatedAt, version }: PrivacyOfficer,
): Change<'conflict'> {
  const members = { sealed, updated_at: updatedAt, version };
  const key = privacyOfficerKey(projectId);
  return before
    ? update(key, members, { version: before.version }, 'conflict')
    : insert({ ...key, ...members }, 'conflict');
}

export async function getNotificationTest(projectId: string): Promise<NotificationTest | undefined> {
  const row = await getRow('IDENTITY_TABLE', notificationTestKey(projectId));
  return (
    row && {
      topicHash: row.topic_hash as string | undefined,
      mailHash: row.mail_hash as string | undefined,
      sentAt: row.sent_at as string,
      topicAt: row.topic_at as string | undefined,
      mailAt: row.mail_at as string | undefined,
      version: row.version as number,
    }
  );
}

export function putNotificationTest(
  projectId: string,
  before: NotificationTest | undefined,
  { topicHash, mailHash, sentAt, topicAt, mailAt, version }: NotificationTest,
): Change<'conflict'> {
  const members = {
    topic_hash: topicHash,
    mail_hash: mailHash,
    sent_at: sentAt,
    topic_at: topicAt,
    mail_at: mailAt,
    version,
  };
  const key = notificationTestKey(projectId);
  return before
    ? update(key, members, { version: before.version }, 'conflict')
    : insert({ ...key, ...members }, 'conflict');
}
