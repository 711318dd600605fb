/** The posture as whoever is outside gets it (features.md B24): a document, and a statement under the deployment's key. */
import { beforeAll, expect, test, vi } from 'vitest';
import { anAgreement, aSubcontract, inDays } from '../../../dynamodb/agreements.ts';
import { client, request } from '../../../dynamodb/api.ts';
import { commitForTests } from '../../../dynamodb/commit-for-tests.ts';
import { enrolEmergency } from '../../../dynamodb/emergency.ts';
import { eventsOf } from '../../../dynamodb/events.ts';
import { makeOperator } from '../../../dynamodb/operators.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../../dynamodb/people.ts';
import { archive } from '../../audit/support/log-rows.ts';

const { parseVkey } = await import('../../../../lambdas/log/note.ts');
const { documentHash, isStatementOf } = await import('../../../../lambdas/statement/statement.ts');
const { putNotificationTest } = await import('../../../../lambdas/compliance/privacy-officer-store.ts');
const { confirmedTest, sentTest } = await import('../../../../lambdas/compliance/privacy-officer.ts');
const { readLag } = await import('../../../../lambdas/compliance/read-lag.ts');
const { writeProgress } = await import('../../../../lambdas/log/reconcile-store.ts');

interface Check {
  readonly id: string;
  readonly result: string;
}

let clinic: Clinic;
let organization: string;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  clinic = await makeClinic({ settings: { preset: 'hipaa' }, agreement: anAgreement() });
  api = client(clinic.secret);
});

const posture = async () => (await api('GET /v1/compliance/posture')).body;
const notPassed = (checks: readonly Check[]) =>
  checks.filter(({ result }) => result !== 'pass').map(({ id, result }) => `${id} ${result}`);

async function keepAllRules(): Promise<void> {
  const now = new Date();
  organization = await makeOrganization(clinic);
  for (const roles of [['owner'], ['owner', 'privacy_officer']]) await makeOperator(clinic, ...roles);
  for (let i = 0; i < 2; i++) await enrolEmergency(clinic);
  await api('PUT /v1/compliance/privacy-officer', { body: { name: 'Grace Hopper', email: 'officer@clinic.test' } });
  const sent = sentTest(undefined, { topic: 'x', mail: 'y' }, now);
  const test = confirmedTest(confirmedTest(sent, 'topic', now), 'mail', now);
  await commitForTests(clinic, [putNotificationTest(clinic.projectId, undefined, test)]);
  await archive();
  const counts = { logs: 1, entries: 1, findings: 0, failed: 0, unregistered: 0 };
  await writeProgress({ last: { startedMs: 0, finishedMs: now.getTime(), ...counts } });
}

test('a new project under the preset is not in policy yet, and is told what is missing', async () => {
  const { document } = await posture();
  expect(document.in_policy).toBe(false);
  expect(notPassed(document.checks)).toEqual([
    'operators.owners fail',
    'operators.privacy_officer fail',
    'break_glass.ready fail',
    'privacy_officer.named fail',
    'notification.confirmed fail',
    'log.as_archived unknown',
  ]);
});

test('one that keeps all rules is, and the statement over it is checked with the public key alone', async () => {
  await keepAllRules();
  const { document, statement } = await posture();
  expect(notPassed(document.checks)).toEqual([]);
  expect(document).toMatchObject({ in_policy: true, project_id: clinic.projectId, issuer: 'https://auth.test' });
  const { keys } = (await request('GET /v1/compliance/statement-keys')).body;
  const trusted = keys.map(parseVkey);
  expect(isStatementOf('posture', document, statement, trusted)).toBe(true);
  expect(isStatementOf('posture', { ...document, in_policy: false }, statement, trusted)).toBe(false);
  const event = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'compliance.posture_stated').at(-1);
  expect(event?.detail).toEqual({ in_policy: true, failed: [], unknown: [], document_hash: documentHash(document) });
  console.log(`B24: ${document.checks.length} checks, in policy, under one statement`);
});

test('an organization whose events wait is behind, whatever the project’s own log says', async () => {
  await archive();
  const params = { org: organization };
  const body = { session_idle_timeout_min: 10 };
  expect((await api('PUT /v1/organizations/{org}/policy', { params, body })).status).toBe(200);
  vi.useFakeTimers({ now: Date.now() + 301_000, toFake: ['Date'] });
  try {
    // What `archive` writes is signed by nobody, so that log.signed fails too, by the project's own log.
    expect(notPassed((await posture()).document.checks)).toContain('log.archived fail');
  } finally {
    vi.useRealTimers();
  }
  // Where there is no time for all logs, nothing is said of any.
  await expect(readLag(clinic.projectId, new Date(), -1)).rejects.toThrow(/no time for 2 logs/);
  await archive();
});

test('and no more from the moment on that something fails', async () => {
  const [{ id }] = (await api('GET /v1/compliance/agreements')).body.data;
  const body = aSubcontract({ engaged_on: inDays(0), without_notice: 'emergency_replacement', expires_on: inDays(0) });
  await api('POST /v1/compliance/agreements', { body });
  expect((await posture()).document.in_policy).toBe(true);
  await api('POST /v1/compliance/agreements/{id}/end', {
    params: { id },
    body: { ends_on: inDays(0), reason: 'terminated' },
  });
  const { document } = await posture();
  expect(document.in_policy).toBe(false);
  expect(notPassed(document.checks)).toEqual(['agreement.in_force fail']);
});

test('an operator who may only read what compliance is may ask, and an auditor may not', async () => {
  const officer = await makeOperator(clinic, 'privacy_officer');
  expect((await officer.call('GET /v1/compliance/posture')).status).toBe(200);
  const auditor = await makeOperator(clinic, 'auditor');
  expect((await auditor.call('GET /v1/compliance/posture')).body.code).toBe('forbidden');
});
