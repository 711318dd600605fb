/** A review of access in the local cloud, from its opening to its signed outcome: the functions' roles suffice. */
import { beforeAll, expect, test } from 'vitest';
import { parseVkey } from '../../lambdas/log/note.ts';
import { checkBundle } from '../../lambdas/statement/bundle.ts';
import { addOperator } from '../../lib/operator/operator-add.ts';
import { backend, type Clinic, enrol, makeClinic } from './clinic.ts';
import { clockFunction } from './clock-function.ts';
import { invoke, output, settings } from './cloud.ts';

interface Operator {
  readonly userId: string;
  readonly ask: ReturnType<typeof backend>;
}

let clinic: Clinic;
let api: ReturnType<typeof backend>;
let owner: Operator;
let officer: Operator;

async function operator(email: string, roles: readonly string[]): Promise<Operator> {
  const { envelope } = await enrol(clinic, { email });
  await addOperator({ project: clinic.projectId, email, roles, function: output('AddOperatorFunction') }, settings);
  return { userId: envelope.user.id, ask: backend({ secret: envelope.access_token }) };
}

beforeAll(async () => {
  clinic = await makeClinic('Reviewed clinic');
  api = backend(clinic);
  owner = await operator('owner@clinic.test', ['owner']);
  officer = await operator('officer@clinic.test', ['privacy_officer']);
}, 120_000);

test('who has access is collected, decided by another, taken away, and the outcome signed', async () => {
  const admin = await operator('admin@clinic.test', ['admin']);
  const organization = (await api('POST', '/v1/organizations', { name: 'Ward 7' })).body.id;
  const joined = await api('POST', `/v1/organizations/${organization}/memberships`, { user_id: admin.userId });
  const lab = (await api('POST', '/v1/m2m-clients', { name: 'Lab' })).body.client_id;
  const spare = (await api('POST', '/v1/api-keys', { name: 'Import', scopes: ['users:read'] })).body.id;
  const opened = await officer.ask('POST', '/v1/access-reviews', {
    name: 'Spring',
    scope: { operators: true, api_keys: true, clients: true, organization_id: organization },
    reviewers: [owner.userId, officer.userId],
    due_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  expect([opened.status, opened.body.status, opened.body.items]).toEqual([201, 'open', 7]);
  const path = `/v1/access-reviews/${opened.body.id}`;
  const { data } = (await api('GET', `${path}/items`)).body;
  expect(data.find(({ id }: { id: string }) => id === owner.userId).last_used_at).not.toBeNull();
  expect(data.filter(({ type }: { type: string }) => type === 'api_key')).toHaveLength(2);

  const decide = (who: Operator, item: string, decision: string) =>
    who.ask('POST', `${path}/items/${item}/decision`, { decision, reason: 'As every spring' });
  for (const item of [joined.body.id, lab, spare])
    expect((await decide(owner, item, 'revoke')).body).toMatchObject({ revoked_by: owner.userId });
  expect((await decide(officer, admin.userId, 'revoke')).body).toMatchObject({ revoked_at: null });
  expect((await owner.ask('POST', `${path}/items/${admin.userId}/revocation`)).body.revoked_by).toBe(owner.userId);
  expect((await admin.ask('GET', '/v1/operators')).status).toBe(403);
  expect((await decide(owner, owner.userId, 'keep')).body.code).toBe('own_access');
  await invoke(await clockFunction('followreviews'), {});

  expect((await owner.ask('POST', `${path}/close`, { accept_incomplete: true })).body.code).toBe('own_access');
  expect((await decide(officer, owner.userId, 'keep')).status).toBe(200);
  expect((await owner.ask('POST', `${path}/close`, {})).body.code).toBe('review_incomplete');
  const closed = await owner.ask('POST', `${path}/close`, { accept_incomplete: true });
  expect([closed.status, closed.body.progress?.revoked]).toEqual([200, 4]);
  const keys = (await api('GET', '/v1/compliance/statement-keys')).body.keys.map(parseVkey);
  expect(checkBundle((await api('GET', `${path}/outcome`)).body, keys)).toEqual([]);
  expect((await api('GET', `${path}/export`)).body.items).toHaveLength(7);
});

test('the state of the tables is as the log tells (A18)', async () => {
  await invoke(await clockFunction('checkstate'), {});
  const { data } = (await api('GET', '/v1/events?events=state.checked')).body;
  expect(data).toMatchObject([{ data: { metadata: { outcome: 'success', differences: 0, finished: true } } }]);
});
