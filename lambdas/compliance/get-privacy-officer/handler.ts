/** GET /v1/compliance/privacy-officer */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { openContact } from '../officer-contact.ts';
import { getNotificationTest, getPrivacyOfficer } from '../privacy-officer-store.ts';
import { getPrivacyOfficerContract } from './contract.ts';

export const handler = http(getPrivacyOfficerContract, async ({ project }) => {
  const [officer, test] = await Promise.all([getPrivacyOfficer(project.id), getNotificationTest(project.id)]);
  if (!officer) return err('not_found');
  const notification = {
    sent_at: test?.sentAt ?? null,
    topic_confirmed_at: test?.topicAt ?? null,
    mail_confirmed_at: test?.mailAt ?? null,
  };
  const contact = await openContact(project, officer);
  return ok({ status: 200, body: { ...contact, updated_at: officer.updatedAt, notification } });
});
