/** One call for each function of a clock, a stream or an operator that writes to the log. Import `world.ts` first. */
import { anAgreement, inDays } from './agreements.ts';
import { client } from './api.ts';
import { makeReader, sendCode } from './codes.ts';
import { enrolEmergency, openByPasskey } from './emergency.ts';
import { makeOperator } from './operators.ts';
import { messageRows } from './outbox.ts';
import { type Clinic, enrol, makeClinic } from './people.ts';

interface Triggered {
  /** Folder under `lambdas/`. */
  readonly id: string;
  readonly event: unknown;
  /** Whether it runs again by itself and takes up what was left: then it tells nobody that all is done. */
  readonly again?: true;
}

const operator = 'arn:aws:iam::000000000000:user/test';

/** Two people agree that somebody is erased; nothing of it is carried out. */
async function orderErasure(clinic: Clinic): Promise<void> {
  const [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
  const { userId } = await enrol(clinic);
  const asked = await owner.call('POST /v1/admin/users/{id}/dsr/erase', {
    params: { id: userId },
    body: { ticket: 'DSR-1' },
  });
  await second.call('POST /v1/approvals/{id}/approve', { params: { id: asked.body.approval_id }, body: {} });
}

/** @param wait sets the clock, in minutes after its start. */
export const triggeredMutations = (wait: (minutes: number) => void): Record<string, () => Promise<Triggered>> => ({
  'an operator makes a project': async () => ({
    id: 'project/create-project',
    event: {
      name: 'Test clinic',
      environment: 'test',
      relying_party_id: 'localhost',
      relying_party_name: 'Test clinic',
      origins: ['http://localhost:4100'],
      sign_up: 'closed',
      operator,
    },
  }),
  'an operator gives roles': async () => {
    const clinic = await makeClinic();
    const { email } = await enrol(clinic);
    return { id: 'operator/add-operator', event: { project_id: clinic.projectId, email, roles: ['admin'], operator } };
  },
  'an operator has keys of people handed out': async () => {
    const { clinic, userId } = await enrol(await makeClinic());
    const event = { project_id: clinic.projectId, subjects: [userId], ticket: 'AUDIT-1', operator };
    return { id: 'dsr/export-subject-keys', event };
  },
  'the clock carries out an erasure': async () => {
    await orderErasure(await makeClinic({ environment: 'live' }));
    return { id: 'dsr/finish-erasures', event: {}, again: true };
  },
  'the clock writes the bundle of a person': async () => {
    const { clinic, userId } = await enrol(await makeClinic());
    const body = { requested_by: 'somebody', background: true };
    await client(clinic.secret)('POST /v1/admin/users/{id}/dsr/export', { params: { id: userId }, body });
    return { id: 'dsr/write-exports', event: {}, again: true };
  },
  'the clock reminds of a request': async () => {
    const body = { kind: 'access', framework: 'hipaa', requested_by: 'somebody' };
    await client((await makeClinic()).secret)('POST /v1/compliance/dsr', { body });
    wait(30 * 24 * 60);
    return { id: 'dsr/remind-requests', event: {}, again: true };
  },
  'the clock looks after holds': async () => {
    const clinic = await makeClinic();
    const target = { type: 'project', id: clinic.projectId };
    await client(clinic.secret)('POST /v1/holds', { body: { target, matter: 'case-1', reason: 'A suit.' } });
    return { id: 'hold/apply-holds', event: {}, again: true };
  },
  'the clock looks after agreements': async () => {
    const clinic = await makeClinic();
    const body = anAgreement({ expires_on: inDays(20) });
    await client(clinic.secret)('POST /v1/compliance/agreements', { body });
    return { id: 'compliance/look-after-agreements', event: {}, again: true };
  },
  'the clock looks after access reviews': async () => {
    const clinic = await makeClinic();
    const { userId } = await makeOperator(clinic, 'owner');
    const due_at = new Date(Date.now() + 24.5 * 60 * 60_000).toISOString();
    const body = { name: 'Keys', scope: { api_keys: true }, reviewers: [userId], due_at };
    await client(clinic.secret)('POST /v1/access-reviews', { body });
    wait(61);
    return { id: 'access-review/follow-reviews', event: {}, again: true };
  },
  'the clock holds the state against the log': async () => {
    await makeClinic();
    return { id: 'state/check-state', event: {}, again: true };
  },
  'the stream brings a message': async () => {
    const clinic = await makeClinic();
    await sendCode({ destination: (await makeReader(clinic)).email }, clinic);
    const Records = (await messageRows()).map(({ id }, index) => ({
      eventName: 'INSERT',
      dynamodb: { NewImage: { id: { S: id }, kind: { S: 'message' } }, SequenceNumber: String(index) },
    }));
    return { id: 'message/deliver-message', event: { Records } };
  },
  'the clock tells of a breach whose notices are overdue': async () => {
    const body = { title: 'Stolen laptop', summary: 'A laptop was stolen.', discovered_at: '2026-01-02T03:04:05Z' };
    await client((await makeClinic()).secret)('POST /v1/admin/breaches', { body });
    return { id: 'breach/look-after-breaches', event: {}, again: true };
  },
  'the clock looks after emergency operators': async () => {
    await enrolEmergency(await makeClinic());
    return { id: 'break-glass/check-readiness', event: {}, again: true };
  },
  'the clock ends a broken glass': async () => {
    await openByPasskey(await enrolEmergency(await makeClinic()));
    wait(61);
    return { id: 'break-glass/finish-break-glass', event: {}, again: true };
  },
});
