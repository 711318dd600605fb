/** What is asked about compliance: agreements, the preset behind them, whom incidents are told to, what is stated. */
import { createHash } from 'node:crypto';
import { anAgreement, inDays } from '../agreements.ts';
import { client } from '../api.ts';
import { commitForTests } from '../commit-for-tests.ts';
import { type Asked, aClinic, byKey, onMade, type Table } from './asked.ts';

const { putNotificationTest } = await import('../../../lambdas/compliance/privacy-officer-store.ts');
const { sentTest } = await import('../../../lambdas/compliance/privacy-officer.ts');

const AGREEMENT = 'POST /v1/compliance/agreements';

async function agreed(): Promise<Asked> {
  const clinic = await aClinic();
  await client(clinic.secret)(AGREEMENT, { body: anAgreement() });
  return byKey({ preset: 'hipaa' }, {}, clinic);
}

const CODE = 'ABCDEFGHJK';

/** The code of a test as the topic's receiver reads it, which the row has by its hash alone. */
async function tested(): Promise<Asked> {
  const clinic = await aClinic();
  const topic = createHash('sha256').update(CODE).digest('base64url');
  const test = sentTest(undefined, { topic, mail: undefined }, new Date());
  await commitForTests(clinic, [putNotificationTest(clinic.projectId, undefined, test)]);
  return byKey({ code: CODE }, {}, clinic);
}

export const ofCompliance: Table = {
  [AGREEMENT]: () => byKey(anAgreement()),
  'POST /v1/compliance/agreements/{id}/end': () =>
    onMade(AGREEMENT, anAgreement(), { ends_on: inDays(0), reason: 'terminated' }),
  'POST /v1/compliance/preset': agreed,
  'GET /v1/compliance/posture': () => byKey(),
  'PUT /v1/compliance/privacy-officer': () => byKey({ name: 'Grace Hopper', email: 'officer@clinic.test' }),
  'POST /v1/compliance/test-notification': () => byKey({}),
  'POST /v1/compliance/test-notification/confirm': tested,
};
