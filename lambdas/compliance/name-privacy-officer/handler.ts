/** PUT /v1/compliance/privacy-officer */
import { judgeAsking } from '../../approval/propose.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { complianceNotice } from '../compliance-notice.ts';
import { openContact, sealContact } from '../officer-contact.ts';
import { outdatedTest } from '../privacy-officer.ts';
import {
  getNotificationTest,
  getPrivacyOfficer,
  putNotificationTest,
  putPrivacyOfficer,
} from '../privacy-officer-store.ts';
import { namePrivacyOfficerContract } from './contract.ts';

export const handler = http(namePrivacyOfficerContract, async ({ body, principal, project, now, commit }) => {
  const judged = judgeAsking(principal, now);
  if (!judged.ok) return judged;
  const [before, test] = await Promise.all([getPrivacyOfficer(project.id), getNotificationTest(project.id)]);
  const version = (before?.version ?? 0) + 1;
  const after = { sealed: await sealContact(project, body), updatedAt: now.toISOString(), version };
  const told = before && (await openContact(project, before)).email;
  const committed = await commit(
    [
      putPrivacyOfficer(project.id, before, after),
      ...(test ? [putNotificationTest(project.id, test, outdatedTest(test))] : []),
      ...(await complianceNotice(project, told, 'another privacy officer was named in your place', now)),
    ],
    {
      type: 'privacy_officer.named',
      target: { type: 'project', id: project.id },
      detail: { version, replaced: before !== undefined },
    },
  );
  return committed.ok ? ok({ status: 200, body: { ...body, updated_at: after.updatedAt } }) : committed;
});
