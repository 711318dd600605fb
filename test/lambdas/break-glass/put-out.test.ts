/** A grant ends with whatever ends all sessions of its operator, and their coming back brings no grant back. */
import { beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { type Emergency, enrolEmergency, openByPasskey } from '../../dynamodb/emergency.ts';
import { appoint, makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({ publishIncident: async () => {} }));

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const listed = async (token: string) => (await request('GET /v1/admin/break-glass', { headers: bearer(token) })).status;

async function opened(who: Emergency): Promise<string> {
  const { body } = await openByPasskey(who);
  expect(await listed(body.token)).toBe(200);
  return body.token;
}

test('who is disabled, enabled and appointed again has none of the grants from before', async () => {
  const owner = await makeOperator(clinic, 'owner');
  const who = await enrolEmergency(clinic);
  const token = await opened(who);
  const asServer = (body: object) =>
    request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: who.userId }, body });
  expect((await asServer({ status: 'disabled' })).status).toBe(200);
  const dismissed = await owner.call('DELETE /v1/operators/{id}', {
    params: { id: who.userId },
    query: { confirm: 'true' },
  });
  expect(dismissed.status).toBe(204);
  expect((await asServer({ status: 'active' })).status).toBe(200);
  await appoint(who, ['emergency']);
  expect(await listed(token)).toBe(401);
});

test('who is signed out everywhere, because a device was stolen, is out of the grant too', async () => {
  const who = await enrolEmergency(clinic);
  const token = await opened(who);
  const done = await request('DELETE /v1/users/{id}/sessions', { key: clinic.secret, params: { id: who.userId } });
  expect(done.status).toBe(204);
  expect(await listed(token)).toBe(401);
  // The person themselves may break the glass again.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await listed(await opened(who))).toBe(200);
});
