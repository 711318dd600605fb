/** Containing a breach: what each measure does to those it names and to nobody else, its journal and its events. */
import { ExecuteTransactionCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { addTotp, verifyEmail, withPassword } from '../../dynamodb/factors.ts';
import { makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, type Envelope, enrol, join, makeClinic, makeMember, signIn } from '../../dynamodb/people.ts';
import { bearer, database, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { topic } from './incident-topic.ts';

vi.mock('../../../lambdas/shared/aws/sns.ts', () => import('./incident-topic.ts'));

const { newId } = await import('../../../lambdas/shared/ids.ts');
const { insertPhone, phoneHash } = await import('../../../lambdas/otp/phone-store.ts');

let clinic: Clinic;
let officer: OperatorPerson;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  clinic = await makeClinic({ settings: { passwords: 'on' } });
  officer = await makeOperator(clinic, 'privacy_officer');
  api = client(clinic.secret);
});

async function open(who: Pick<OperatorPerson, 'call'> = officer): Promise<string> {
  const body = { title: 'Stolen laptop', summary: 'A laptop was stolen.', discovered_at: '2026-01-02T03:04:05Z' };
  return (await who.call('POST /v1/admin/breaches', { body })).body.id;
}
const contain = (id: string, body: object, who: Pick<OperatorPerson, 'call'> = officer) =>
  who.call('POST /v1/admin/breaches/{id}/contain', { params: { id }, body });
const me = async ({ access_token }: Envelope) =>
  (await request('GET /v1/me', { headers: bearer(access_token) })).body.code ?? 'in';
const refresh = async ({ refresh_token }: Envelope) =>
  (
    await request('POST /v1/auth/refresh', {
      body: { refresh_token },
      headers: { 'x-authio-project': clinic.projectId },
    })
  ).status;
/** Types of a breach's own events, and of those that are told because of it. */
const told = async (projectId = clinic.projectId) =>
  (await eventsOf(projectId)).filter(({ type, reason }) => type.startsWith('breach.') || reason === 'breach');

test('keys and machine clients are revoked; the journal says what, by whom and when', async () => {
  const id = await open();
  const key = (await api('POST /v1/api-keys', { body: { name: 'leaked' } })).body;
  const machine = (await api('POST /v1/m2m-clients', { body: { name: 'batch', scopes: ['read'] } })).body;
  const order = { api_keys: [key.id], clients: [machine.client_id] };
  const { status, body } = await contain(id, order);
  expect([status, body.state]).toEqual([200, 'done']);
  expect(body.steps).toMatchObject([
    { kind: 'api_key', target: { type: 'api_key', id: key.id }, state: 'done', count: 1, reason: null },
    { kind: 'client', target: { type: 'client', id: machine.client_id }, state: 'done', count: 1 },
  ]);
  expect(body.steps[0]).toMatchObject({
    ordered_by: { type: 'operator', id: officer.userId },
    finished_at: expect.any(String),
  });
  expect((await client(key.secret)('GET /v1/users')).status).toBe(401);
  const events = (await told()).filter(({ type }) => type !== 'breach.opened');
  expect(events.map(({ type, target }) => `${type} ${target.id}`)).toEqual([
    `breach.containment_ordered ${id}`,
    `api_key.revoked ${key.id}`,
    `breach.step_finished ${id}`,
    `client.revoked ${machine.client_id}`,
    `breach.step_finished ${id}`,
    `breach.contained ${id}`,
  ]);
  expect((await officer.call('GET /v1/admin/breaches/{id}', { params: { id } })).body.status).toBe('contained');

  const repeated = await contain(id, order);
  expect([repeated.status, repeated.body]).toEqual([200, body]);
  expect(await told(), 'nothing is done or told twice').toHaveLength(events.length + 1);
});

test('sessions of a person, an organization or the project end at once, and those of others go on', async () => {
  const [one, two, free] = [await makeMember(clinic), await makeMember(clinic), await enrol(clinic)];
  const states = async () => Promise.all([one.envelope, two.envelope, free.envelope].map(me));
  expect(await states()).toEqual(['in', 'in', 'in']);
  await contain(await open(), { sessions: { users: [one.person.userId] } });
  expect(await states()).toEqual(['session_expired', 'in', 'in']);
  await contain(await open(), { sessions: { organizations: [two.org] } });
  expect(await states()).toEqual(['session_expired', 'session_expired', 'in']);
  expect(await refresh(two.envelope)).toBe(401);
  const back = (await signIn(two.person, { organization_id: two.org })).body;
  expect(await me(back), 'they may sign in again').toBe('in');

  const other = await makeClinic();
  const owner = await makeOperator(other, 'owner');
  const stranger = await enrol(other);
  const { status } = await contain(await open(owner), { sessions: { project: true } }, owner);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_001 });
  expect([status, await me(stranger.envelope), await me(back)]).toEqual([200, 'session_expired', 'in']);
  vi.useRealTimers();
});

test('credentials go, passkeys are kept as evidence, and nobody gets in with them', async () => {
  const person = await withPassword(clinic);
  await verifyEmail(person);
  const { app, envelope, codes } = await addTotp(person.envelope);
  const number = '+12065550100';
  const phone = {
    id: newId('credential', new Date()),
    userId: person.userId,
    number,
    hash: await phoneHash(clinic.projectId, number),
    confirmedAt: new Date().toISOString(),
  };
  const TransactStatements = insertPhone(clinic.projectId, phone).map(({ statement, parameters }) => ({
    Statement: statement,
    Parameters: parameters,
  }));
  await database.send(new ExecuteTransactionCommand({ TransactStatements }));
  expect([codes.length > 0, app().length]).toEqual([true, 6]);
  const before = (await told()).length;
  const { body } = await contain(await open(), { credentials: { users: [person.userId] } });
  expect(body.steps).toMatchObject([{ kind: 'credentials', state: 'done', count: 5 }]);
  const types = (await told()).slice(before).map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining([
      'passkey.suspended',
      'totp.removed',
      'password.removed',
      'phone.removed',
      'user.updated',
      'user.signed_out',
    ]),
  );
  const rows = (await rowsOf('identity', `USER#${person.userId}`)).map(({ sk }) => String(sk).split('#')[0]);
  expect(rows.sort()).toEqual(['HABITS', 'KEY', 'PASSKEY', 'USER']);
  expect([await me(envelope), (await signIn(person)).status]).toEqual(['session_expired', 401]);
});

test('more passkeys than one transaction takes are suspended in several', async () => {
  const person = await enrol(clinic);
  const [row] = (await rowsOf('identity', `USER#${person.userId}`)).filter(({ sk }) =>
    String(sk).startsWith('PASSKEY#'),
  );
  for (let n = 1; n < 45; n++) {
    const Item = marshall({
      ...row,
      sk: `PASSKEY#copy${n}`,
      credential_id: `copy${n}`,
      id: newId('credential', new Date()),
    });
    await database.send(new PutItemCommand({ TableName: TABLES.identity, Item }));
  }
  const { body } = await contain(await open(), { credentials: { users: [person.userId] } });
  expect(body.steps).toMatchObject([{ state: 'done', count: 45 }]);
  const left = (await rowsOf('identity', `USER#${person.userId}`)).filter(
    ({ status, sk }) => String(sk).startsWith('PASSKEY#') && status === 'active',
  );
  expect(left).toEqual([]);
});

test('accounts are locked by name, by organization and by project; operators by name alone', async () => {
  const { person, org, envelope } = await makeMember(clinic);
  const colleague = await enrol(clinic);
  await join(colleague, org);
  const admin = await makeOperator(clinic, 'admin');
  await join(admin, org);
  const status = async (id: string) => (await api('GET /v1/users/{id}', { params: { id } })).body.status;
  const locked = await contain(await open(), { lock_accounts: { organizations: [org] } });
  expect(locked.body.steps).toMatchObject([{ kind: 'lock', state: 'done', count: 2, spared: 1 }]);
  expect(await Promise.all([person, colleague, admin].map(({ userId }) => status(userId)))).toEqual([
    'disabled',
    'disabled',
    'active',
  ]);
  expect(await me(envelope)).toBe('user_disabled');
  const poisoned = await open();
  const byOfficer = await contain(poisoned, { lock_accounts: { users: [admin.userId] } });
  expect(byOfficer.body.steps).toMatchObject([{ state: 'refused', reason: 'forbidden', count: 0 }]);
  const owner = await makeOperator(clinic, 'owner');
  const byOwner = await contain(poisoned, { lock_accounts: { users: [admin.userId, owner.userId] } }, owner);
  expect(byOwner.body.steps.map(({ state }: { state: string }) => state).sort()).toEqual(['done', 'refused']);
  expect([await status(admin.userId), await status(owner.userId)]).toEqual(['disabled', 'active']);
});

test('what is not there, of another project or the last of its kind is refused, and told; the rest is done', async () => {
  const other = await makeClinic();
  const [stranger, known] = [await enrol(other), await enrol(clinic)];
  const id = await open();
  const { status, body } = await contain(id, {
    api_keys: [clinic.keyId, other.keyId],
    sessions: { users: [stranger.userId, known.userId] },
  });
  expect(status).toBe(200);
  expect(
    body.steps.map(({ target, state, reason }: Record<string, { id: string }>) => [target?.id, state, reason]),
  ).toEqual(
    expect.arrayContaining([
      [clinic.keyId, 'refused', 'last_key'],
      [other.keyId, 'refused', 'not_found'],
      [stranger.userId, 'refused', 'not_found'],
      [known.userId, 'done', null],
    ]),
  );
  expect(await me(stranger.envelope)).toBe('in');
  const seen = (await officer.call('GET /v1/admin/breaches/{id}', { params: { id } })).body;
  expect([body.state, seen.status, seen.contained_at], 'the leaked key works').toEqual(['incomplete', 'open', null]);
  const failed = (await told()).filter(
    ({ type, outcome, target }) => type === 'breach.step_finished' && outcome === 'failure' && target.id === id,
  );
  expect(failed.map(({ reason }) => reason).sort()).toEqual(['last_key', 'not_found', 'not_found']);
});

test('finished measures are done again when asked to: a new session ends too', async () => {
  const person = await enrol(clinic);
  const id = await open();
  const order = { sessions: { users: [person.userId] } };
  await contain(id, order);
  const back = (await signIn(person)).body;
  await contain(id, order);
  expect(await me(back)).toBe('in');
  await contain(id, { ...order, again: true });
  expect(await me(back)).toBe('session_expired');
});

test('the signing key that is named is retired, once, by whoever may rotate it; sessions go on', async () => {
  const { envelope } = await enrol(clinic);
  const owner = await makeOperator(clinic, 'owner');
  const ring = async (): Promise<{ kid: string; state: string }[]> =>
    (await api('GET /v1/admin/signing-keys')).body.keys;
  const [first, second] = (await ring()).map(({ kid }) => kid);
  const order = { rotate_signing_keys: 'compromised', signing_key: first };
  const unnamed = await contain(await open(), { rotate_signing_keys: 'compromised' }, owner);
  expect(unnamed.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body.signing_key' }] });

  const id = await open();
  const refused = await contain(id, order);
  expect(refused.body.steps).toMatchObject([{ kind: 'signing_key', state: 'refused', reason: 'forbidden' }]);
  expect((await ring()).map(({ state }) => state)).toEqual(['current', 'next', 'spare']);
  topic.told.length = 0;
  const done = await contain(id, order, owner);
  expect(done.body.steps).toMatchObject([{ target: { type: 'deployment', id: first }, state: 'done', count: 1 }]);
  expect(topic.told).toMatchObject([{ details: { why: 'compromised', retired: first, keys_left: 2 } }]);
  expect([await me(envelope), await refresh(envelope)]).toEqual(['unauthenticated', 200]);

  const back = await makeOperator(clinic, 'owner');
  const repeated = await contain(id, { ...order, again: true }, back);
  expect(repeated.body.steps).toMatchObject([{ state: 'done', count: 0 }]);
  const other = await contain(await open(back), order, back);
  expect(other.body.steps).toMatchObject([{ state: 'done', count: 0 }]);
  expect((await ring()).map(({ state }) => state)).toEqual(['retired', 'current', 'next']);
  const more = await contain(await open(back), { ...order, signing_key: second }, back);
  expect(more.body.steps).toMatchObject([{ state: 'refused', reason: 'second_person_required' }]);
  officer = await makeOperator(clinic, 'privacy_officer');
});

test('of an order and a close at once, nothing is left open in a closed breach', async () => {
  for (let round = 0; round < 5; round++) {
    const person = await enrol(clinic);
    const id = await open();
    const close = { outcome: 'not_a_breach', reason: 'The disk was encrypted.' };
    const [ordered, closed] = await Promise.all([
      contain(id, { sessions: { users: [person.userId] } }),
      officer.call('POST /v1/admin/breaches/{id}/close', { params: { id }, body: close }),
    ]);
    const { body } = await officer.call('GET /v1/admin/breaches/{id}', { params: { id } });
    const states = body.containment.steps.map(({ state }: { state: string }) => state);
    expect([ordered.status, closed.status, states]).not.toEqual([expect.anything(), 200, ['pending']]);
    if (ordered.status === 200) expect([states, await me(person.envelope)]).toEqual([['done'], 'session_expired']);
  }
});

test('a closed breach is not contained, nor is any by somebody who has not just signed in', async () => {
  const id = await open();
  const close = { outcome: 'not_a_breach', reason: 'The disk was encrypted.' };
  await officer.call('POST /v1/admin/breaches/{id}/close', { params: { id }, body: close });
  expect((await contain(id, {})).body.code).toBe('breach_closed');
  const tired = await makeOperator(clinic, 'privacy_officer');
  await tire(tired);
  expect((await contain(await open(), {}, tired)).body.code).toBe('recent_authentication_required');
});
