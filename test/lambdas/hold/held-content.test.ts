/** What an organization's hold keeps of people who never belonged to it: whatever of theirs its log holds, sealed. */
import { beforeAll, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { archive, index } from '../audit/support/log-rows.ts';

const { holdsOnUser } = await import('../../../lambdas/hold/hold-store.ts');

let clinic: Clinic;
let [held, free] = ['', ''];
beforeAll(async () => {
  clinic = await makeClinic();
  [held, free] = [await makeOrganization(clinic), await makeOrganization(clinic)];
});

const place = (who: ReturnType<typeof client>) =>
  who('POST /v1/holds', { body: { target: { type: 'organization', id: held }, matter: 'case-3', reason: 'Doe' } });
const holdsOf = async (userId: string) => (await holdsOnUser(clinic.projectId, userId)).map(({ id }) => id);

let visits = 0;
/** Somebody looked at the patient's data, as the customer's system tells it. */
async function look(organization_id: string, patient: string): Promise<void> {
  const { body, status } = await client(clinic.secret)('POST /v1/events', {
    body: {
      organization_id,
      events: [
        {
          client_id: `visit-${++visits}`,
          occurred_at: '2026-03-01T13:00:00Z',
          action: 'read',
          actor_id: patient,
          subject_id: patient,
          resource: { type: 'Observation', id: 'MRN-1' },
          purpose: 'TREAT',
        },
      ],
    },
  });
  expect([status, body.code]).toEqual([201, undefined]);
}

test('a patient whose data is in the held log stays, before it is indexed and after; one of another log may go', async () => {
  const api = client(clinic.secret);
  const [patient, stranger] = [await enrol(clinic), await enrol(clinic)];
  await look(held, patient.userId);
  await look(free, stranger.userId);
  const { id } = (await place(api)).body;
  const erase = (userId: string) =>
    api('POST /v1/admin/users/{id}/dsr/erase', { params: { id: userId }, body: { ticket: 'DSR-3' } });

  const expectHeld = async (when: string) =>
    expect([when, await holdsOf(patient.userId), await holdsOf(stranger.userId)]).toEqual([when, [id], []]);
  await expectHeld('before any of it is indexed');
  await archive();
  await index();
  await expectHeld('when all of it is indexed');
  expect((await api('DELETE /v1/users/{id}', { params: { id: patient.userId } })).body.code).toBe('under_hold');
  expect((await erase(patient.userId)).body.code).toBe('under_hold');
  expect((await erase(stranger.userId)).status).toBe(200);
}, 300_000);

test('an operator whose reason for the hold is in the held log stays', async () => {
  const officer = await makeOperator(clinic, 'privacy_officer');
  const { id } = (await place(officer.call)).body;
  expect(await holdsOf(officer.userId)).toContain(id);
});
