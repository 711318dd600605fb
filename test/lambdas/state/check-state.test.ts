/** A18: whoever changes a row of the tables by hand is seen by the next turn; whoever uses the API is not taken for one. */
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { giveRoles } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, TABLES } from '../../dynamodb/world.ts';

const topic = vi.hoisted(() => ({ told: [] as { project?: unknown; count?: unknown }[] }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (_subject: string, details: object) => {
    topic.told.push(details);
  },
}));
const { handler } = await import('../../../lambdas/state/check-state/handler.ts');
const table = await import('../../../lambdas/shared/table.ts');
type Key = ReturnType<typeof table.userKey>;

const DAY = 24 * 60 * 60_000;
let now: number;
let clinic: Clinic;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  now = Math.max(now ?? 0, Date.now());
  clinic = await makeClinic();
  topic.told = [];
});

const api = () => client(clinic.secret);
/** A day later. */
async function turn(leftMs = () => 60_000): Promise<void> {
  now += DAY + 1;
  vi.setSystemTime(now);
  await handler({}, { getRemainingTimeInMillis: leftMs });
}
const told = async (type: string) => (await eventsOf(clinic.projectId)).filter((event) => event.type === type);
const last = async () => (await told('state.checked')).at(-1);
const differences = async () =>
  (await told('state.differs')).map(({ detail }) => [detail?.kind, detail?.id, detail?.difference]);

const put = (row: object) =>
  database.send(
    new PutItemCommand({ TableName: TABLES.identity, Item: marshall(row, { removeUndefinedValues: true }) }),
  );
const set = (key: Key, member: string, value: unknown) =>
  database.send(
    new UpdateItemCommand({
      TableName: TABLES.identity,
      Key: marshall(key),
      UpdateExpression: 'SET #m = :v',
      ExpressionAttributeNames: { '#m': member },
      ExpressionAttributeValues: marshall({ ':v': value }),
    }),
  );
/** Takes it off the index by which things are listed. */
const unlist = (key: Key) =>
  database.send(
    new UpdateItemCommand({ TableName: TABLES.identity, Key: marshall(key), UpdateExpression: 'REMOVE parent' }),
  );
const drop = (key: Key) => database.send(new DeleteItemCommand({ TableName: TABLES.identity, Key: marshall(key) }));

async function inhabit() {
  const owner = await makeOperator(clinic, 'owner');
  const admin = await makeOperator(clinic, 'admin');
  const roles = ['admin', 'privacy_officer'];
  await owner.call('PATCH /v1/operators/{id}', { params: { id: admin.userId }, body: { roles } });
  const org = await makeOrganization(clinic, { require_mfa: true });
  const [nurse, doctor] = [await enrol(clinic), await enrol(clinic)];
  const members = [(await join(nurse, org, 'nurse')).body.id, (await join(doctor, org)).body.id];
  const key = (await api()('POST /v1/api-keys', { body: { name: 'Import', scopes: ['users:read'] } })).body.id;
  const machine = (await api()('POST /v1/m2m-clients', { body: { name: 'Lab', scopes: ['records:read'] } })).body;
  return { admin, org, nurse, doctor, members, key, machine: machine.client_id };
}

test('what the API did is as the log tells, and equal states have equal digests', async () => {
  const { org, members, key, machine } = await inhabit();
  await turn();
  const first = await last();
  expect(first).toMatchObject({ outcome: 'success', detail: { entities: 8, differences: 0, finished: true } });
  await turn();
  expect((await last())?.detail?.digest).toBe(first?.detail?.digest);

  await api()('PATCH /v1/organizations/{org}/memberships/{id}', {
    params: { org, id: members[0] ?? '' },
    body: { role: 'chief' },
  });
  await api()('DELETE /v1/organizations/{org}/memberships/{id}', { params: { org, id: members[1] ?? '' } });
  await api()('PUT /v1/organizations/{org}/policy', { params: { org }, body: { require_passkey: true } });
  await api()('DELETE /v1/api-keys/{id}', { params: { id: key } });
  await api()('DELETE /v1/m2m-clients/{id}', { params: { id: machine } });
  await turn();
  const after = await last();
  expect(after).toMatchObject({ outcome: 'success', detail: { entities: 5, differences: 0 } });
  expect(after?.detail?.digest).not.toBe(first?.detail?.digest);
  expect(topic.told.filter(({ project }) => project === clinic.projectId)).toEqual([]);
});

test('each change by hand is seen, with what it is, and told to the privacy officer', async () => {
  const { admin, org, nurse, doctor, members, key, machine } = await inhabit();
  const stranger = await enrol(clinic);
  await turn();
  expect(await differences()).toEqual([]);

  await giveRoles(stranger, ['owner']);
  await set(table.operatorKey(admin.userId), 'roles', ['admin', 'owner']);
  await set(table.apiKeyKey(key), 'scopes', ['users:read', 'operators:write']);
  await put({
    ...table.clientKey('mci_01JD0000000000000000000000'),
    parent: table.clientsOf(clinic.projectId),
    id: 'mci_01JD0000000000000000000000',
    project_id: clinic.projectId,
    name: 'x',
    scopes: [],
    hash: 'x',
    status: 'active',
    created_at: 'x',
  });
  await set(table.clientKey(machine), 'status', 'revoked');
  await set(table.membershipKey(nurse.userId, org), 'role', 'admin');
  await drop(table.membershipKey(doctor.userId, org));
  await set(table.organizationKey(org), 'policy', { require_mfa: false });
  await turn();
  const expected = [
    ['api_key', key, 'other'],
    ['client', 'mci_01JD0000000000000000000000', 'unexpected'],
    ['client', machine, 'missing'],
    ['operator', admin.userId, 'other'],
    ['operator', stranger.userId, 'unexpected'],
    ['membership', members[0], 'other'],
    ['membership', members[1], 'missing'],
    ['policy', org, 'missing'],
  ];
  expect((await differences()).map(String).sort()).toEqual(expected.map(String).sort());
  console.log(`A18: ${expected.length} of ${expected.length} changes by hand found, 0 false`);
  expect(await last()).toMatchObject({ outcome: 'failure', detail: { differences: 8, finished: true } });
  const alarms = topic.told.filter(({ project }) => project === clinic.projectId);
  expect(alarms.map(({ count }) => count)).toEqual([5, 3]);
});

test('a row that is on no list, where nobody would see it, permits nothing', async () => {
  const { admin, key, machine } = await inhabit();
  const secret = (await api()('POST /v1/api-keys', { body: { name: 'More', scopes: ['users:read'] } })).body;
  const call = client(secret.secret);
  expect((await call('GET /v1/users')).status).toBe(200);
  expect((await admin.call('GET /v1/operators/me')).status).toBe(200);
  await unlist(table.apiKeyKey(secret.id));
  await unlist(table.operatorKey(admin.userId));
  await unlist(table.clientKey(machine));
  expect((await call('GET /v1/users')).status).toBe(401);
  expect((await admin.call('GET /v1/operators/me')).status).toBe(403);
  expect((await api()('DELETE /v1/m2m-clients/{id}', { params: { id: machine } })).status).toBe(404);
  expect((await api()('DELETE /v1/api-keys/{id}', { params: { id: key } })).status, 'as ever').toBe(204);
  await turn();
  expect((await differences()).map(([kind, , difference]) => [kind, difference])).toEqual([
    ['api_key', 'missing'],
    ['client', 'missing'],
    ['operator', 'missing'],
  ]);
});

test('what is changed while it is looked at is not taken for a change by hand', async () => {
  const { org, members } = await inhabit();
  let going = true;
  const role = (i: number) => (i % 2 ? 'nurse' : 'chief');
  const changing = (async () => {
    for (let i = 0; going; i++) {
      await api()('PATCH /v1/organizations/{org}/memberships/{id}', {
        params: { org, id: members[0] ?? '' },
        body: { role: role(i) },
      });
      await api()('POST /v1/m2m-clients', { body: { name: `Lab ${i}` } });
    }
  })();
  for (let i = 0; i < 2; i++) await turn();
  going = false;
  await changing;
  expect(await differences()).toEqual([]);
  await turn();
  expect(await last()).toMatchObject({ outcome: 'success', detail: { differences: 0 } });
});

test('a turn that has no time goes on where it was, and two at once write one', async () => {
  await inhabit();
  await makeOrganization(clinic);
  let asked = 0;
  // Time for the project itself: asked before it, before its only page of events, and no more.
  await turn(() => (asked++ < 40 ? 60_000 : 0));
  const cut = await told('state.checked');
  await Promise.all([
    handler({}, { getRemainingTimeInMillis: () => 60_000 }),
    handler({}, { getRemainingTimeInMillis: () => 60_000 }),
  ]);
  const all = await told('state.checked');
  expect(all.filter(({ detail }) => detail?.finished)).toHaveLength(1);
  expect(all.length - cut.length).toBeLessThanOrEqual(1);
  expect((await last())?.detail).toMatchObject({ entities: 8, differences: 0, finished: true });
  await handler({}, { getRemainingTimeInMillis: () => 60_000 });
  expect(await told('state.checked'), 'once a day').toHaveLength(all.length);
});
