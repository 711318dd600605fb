/** An access review from its opening to its signed outcome, as its operators and their tools see it. */
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, join, makeClinic, makeMember, makeOrganization } from '../../dynamodb/people.ts';
import { bearer, database, rowsOf, TABLES } from '../../dynamodb/world.ts';

const topic = vi.hoisted(() => ({ told: [] as { subject: string; review: unknown; pending: unknown }[], down: false }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, { review, pending }: { review: unknown; pending: unknown }) => {
    if (topic.down) throw new Error('down');
    topic.told.push({ subject, review, pending });
  },
}));
const { membershipKey, membersOf } = await import('../../../lambdas/shared/table.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');

const DAY = 24 * 60 * 60_000;
const due = (days = 30) => new Date(Date.now() + days * DAY).toISOString();

let clinic: Clinic;
let owner: OperatorPerson;
let officer: OperatorPerson;
beforeEach(async () => {
  clinic = await makeClinic();
  owner = await makeOperator(clinic, 'owner');
  officer = await makeOperator(clinic, 'privacy_officer');
});

const api = () => client(clinic.secret);
const ask = (scope: object, more: object = {}) => {
  const reviewers = [owner.userId, officer.userId];
  return officer.call('POST /v1/access-reviews', {
    body: { name: 'Spring', scope, reviewers, due_at: due(), ...more },
  });
};
const open = async (scope: object, more: object = {}): Promise<string> => {
  const { status, body } = await ask(scope, more);
  expect([status, body.status]).toEqual([201, 'open']);
  return body.id;
};
const items = async (id: string) => (await api()('GET /v1/access-reviews/{id}/items', { params: { id } })).body.data;
const decide = (who: OperatorPerson, id: string, item: string, decision: string, reason = 'As every spring') =>
  who.call('POST /v1/access-reviews/{id}/items/{item}/decision', { params: { id, item }, body: { decision, reason } });
const carryOut = (who: OperatorPerson, id: string, item: string) =>
  who.call('POST /v1/access-reviews/{id}/items/{item}/revocation', { params: { id, item } });
const close = (who: OperatorPerson, id: string, body: object = {}) =>
  who.call('POST /v1/access-reviews/{id}/close', { params: { id }, body });
const see = async (id: string) => (await api()('GET /v1/access-reviews/{id}', { params: { id } })).body;
const told = async (scope = clinic.projectId) =>
  (await eventsOf(scope)).filter(({ type }) => type.startsWith('access_review.'));
/** Members whom nobody enrolled: what is collected are their memberships alone. */
async function fill(org: string, count: number) {
  const rows = Array.from({ length: count }, () => {
    const [id, user_id] = [newId('membership', new Date()), newId('user', new Date())];
    const at = new Date().toISOString();
    const row = { id, user_id, organization_id: org, project_id: clinic.projectId, role: 'nurse', version: 1 };
    return { ...membershipKey(user_id, org), parent: membersOf(org), ...row, created_at: at, updated_at: at };
  });
  for (let i = 0; i < count; i += 25) {
    const puts = rows.slice(i, i + 25).map((row) => ({ PutRequest: { Item: marshall(row) } }));
    await database.send(new BatchWriteItemCommand({ RequestItems: { [TABLES.identity]: puts } }));
  }
}
const clock = async () => {
  const { handler } = await import('../../../lambdas/access-review/follow-reviews/handler.ts');
  await handler({}, { getRemainingTimeInMillis: () => 60_000 });
};

describe('what is collected', () => {
  test('is who has which access, with when it was last used', async () => {
    const { org, person } = await makeMember(clinic);
    const idle = await enrol(clinic);
    const { body: unused } = await join(idle, org, 'nurse');
    const { body: machine } = await api()('POST /v1/m2m-clients', { body: { name: 'Lab', scopes: ['records:read'] } });
    const { body: spare } = await api()('POST /v1/api-keys', { body: { name: 'Import', scopes: ['users:read'] } });
    const id = await open({ operators: true, api_keys: true, clients: true, organization_id: org });
    const found = await items(id);
    expect(found.map(({ id: item }: { id: string }) => item)).toEqual(
      [owner.userId, officer.userId, clinic.keyId, spare.id, machine.client_id, ...[unused.id]]
        .concat(found.find(({ user_id }: { user_id: string }) => user_id === person.userId && user_id).id)
        .sort(),
    );
    const of = (one: string) =>
      found.find(({ id: item, user_id }: { id: string; user_id: string }) => item === one || user_id === one);
    expect(of(owner.userId)).toMatchObject({
      type: 'operator',
      access: ['owner'],
      email: owner.email,
      decision: 'pending',
    });
    expect(of(person.userId)).toMatchObject({ type: 'membership', access: ['clinician'], organization_id: org });
    expect(Date.parse(of(person.userId).last_used_at)).toBeGreaterThan(Date.now() - 60_000);
    expect(of(idle.userId), 'signed in, and never to that organization').toMatchObject({ last_used_at: null });
    expect(of(clinic.keyId)).toMatchObject({ type: 'api_key', last_used_at: expect.any(String) });
    expect(of(spare.id)).toMatchObject({ name: 'Import', access: ['users:read'], last_used_at: null });
    expect(of(machine.client_id)).toMatchObject({ type: 'client', name: 'Lab', access: ['records:read'] });
    expect((await told()).map(({ type }) => type)).toEqual(['access_review.opened', 'access_review.collected']);
    expect(await see(id)).toMatchObject({ items: 7, progress: { pending: 7, kept: 0 }, overdue: false });
  });

  test('is taken page by page, and what one request does not reach, by the clock', async () => {
    const org = await makeOrganization(clinic);
    await fill(org, 85);
    // As if the request had no time left for the first page.
    const now = performance.now.bind(performance);
    const inCollection = () => new Error('where').stack?.includes('/collect.ts');
    vi.spyOn(performance, 'now').mockImplementation(() => now() + (inCollection() ? DAY : 0));
    const { body } = await ask({ api_keys: true, organization_id: org });
    vi.restoreAllMocks();
    expect(body).toMatchObject({ status: 'collecting', items: 0 });
    expect((await decide(owner, body.id, clinic.keyId, 'keep')).body.code).toBe('not_found');
    expect((await close(owner, body.id)).body.code).toBe('review_not_open');
    await Promise.all([clock(), clock()]);
    expect(await see(body.id)).toMatchObject({ status: 'open', items: 86, progress: { pending: 86 } });
    const parts = (await told()).filter(({ type }) => type === 'access_review.collected');
    expect(parts.map(({ detail }) => detail)).toEqual([
      { items: 80, total: 80, finished: false, truncated: false },
      { items: 6, total: 86, finished: true, truncated: false },
    ]);
    const page = await api()('GET /v1/access-reviews/{id}/items', { params: { id: body.id }, query: { limit: '50' } });
    const rest = await api()('GET /v1/access-reviews/{id}/items', {
      params: { id: body.id },
      query: { limit: '50', cursor: page.body.next_cursor },
    });
    expect([page.body.data.length, rest.body.data.length, rest.body.next_cursor]).toEqual([50, 36, null]);
  });

  test('is asked for rightly, or not at all', async () => {
    const org = await makeOrganization(clinic);
    const stranger = await makeOperator(await makeClinic(), 'owner');
    const auditor = await makeOperator(clinic, 'auditor');
    for (const [scope, more, code] of [
      [{}, {}, 'validation_failed'],
      [{ operators: false }, {}, 'validation_failed'],
      [{ operators: true }, { due_at: new Date(Date.now() - 1).toISOString() }, 'validation_failed'],
      [{ operators: true }, { due_at: due(400) }, 'validation_failed'],
      [{ operators: true }, { name: 'For ada@clinic.test' }, 'validation_failed'],
      [{ operators: true }, { name: 'Call +15550100123' }, 'validation_failed'],
      [{ operators: true }, { reviewers: [owner.userId] }, 'second_reviewer_required'],
      [{ api_keys: true }, { reviewers: [stranger.userId] }, 'reviewers_unfit'],
      [{ api_keys: true }, { reviewers: [auditor.userId] }, 'reviewers_unfit'],
      [{ organization_id: await makeOrganization(stranger.clinic) }, {}, 'not_found'],
      [{ organization_id: org, more: true }, {}, 'validation_failed'],
    ] as const)
      expect([scope, (await ask(scope, more)).body.code]).toEqual([scope, code]);
    expect(await told()).toEqual([]);
  });

  test('belongs to its project', async () => {
    const id = await open({ api_keys: true });
    const other = await makeOperator(await makeClinic(), 'owner');
    const params = { id };
    for (const route of ['', '/items', '/outcome', '/export'] as const)
      expect((await other.call(`GET /v1/access-reviews/{id}${route}`, { params })).status).toBe(404);
    expect((await decide(other, id, clinic.keyId, 'keep')).status).toBe(404);
    expect((await carryOut(other, id, clinic.keyId)).status).toBe(404);
    expect((await close(other, id)).status).toBe(404);
    expect((await other.call('GET /v1/access-reviews')).body.data).toEqual([]);
    expect((await officer.call('GET /v1/access-reviews')).body.data).toMatchObject([{ id }]);
  });
});

describe('decisions', () => {
  test('nobody certifies themselves, and only reviewers decide; each refusal is an event', async () => {
    const admin = await makeOperator(clinic, 'admin');
    const id = await open({ operators: true });
    expect(await decide(owner, id, owner.userId, 'keep')).toMatchObject({ status: 403, body: { code: 'own_access' } });
    expect(await decide(admin, id, owner.userId, 'keep')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    await tire(officer);
    const stale = await decide(officer, id, owner.userId, 'keep');
    expect(stale).toMatchObject({ status: 403, body: { code: 'recent_authentication_required' } });
    const refused = (await told()).filter(({ outcome }) => outcome === 'denied');
    expect(refused.map(({ reason, detail }) => [reason, detail?.item_id])).toEqual([
      ['own_access', owner.userId],
      ['forbidden', owner.userId],
      ['recent_authentication_required', owner.userId],
    ]);
    expect(await see(id)).toMatchObject({ progress: { pending: 3 } });
    const byKey = await request('POST /v1/access-reviews/{id}/items/{item}/decision', {
      headers: bearer(clinic.secret),
      params: { id, item: owner.userId },
      body: { decision: 'keep', reason: 'x' },
    });
    expect(byKey.status, 'a server is no person').toBe(401);
  });

  test('nobody decides on a key or a client that they made, or that a key of theirs made', async () => {
    const made = (await owner.call('POST /v1/api-keys', { body: { name: 'Mine', scopes: [] } })).body;
    const next = (await client(made.secret)('POST /v1/api-keys', { body: { name: 'Next', scopes: [] } })).body;
    const lab = (await client(next.secret)('POST /v1/m2m-clients', { body: { name: 'Lab' } })).body;
    const alone = await ask({ clients: true }, { reviewers: [owner.userId] });
    expect(alone.body.code).toBe('second_reviewer_required');
    const id = await open({ api_keys: true, clients: true });
    for (const item of [made.id, next.id, lab.client_id]) {
      expect((await decide(owner, id, item, 'keep')).body.code).toBe('own_access');
      expect((await decide(officer, id, item, 'keep')).body).toMatchObject({ made_by: owner.userId, decision: 'keep' });
    }
    expect((await decide(owner, id, clinic.keyId, 'keep')).body, 'of the deployer').toMatchObject({ made_by: null });
  });

  test('what is kept has a reason, sealed under the key of whom it is about', async () => {
    const admin = await makeOperator(clinic, 'admin');
    const id = await open({ operators: true });
    const reason = 'Ada Lovelace runs the ward until June';
    const { body } = await decide(owner, id, admin.userId, 'keep', reason);
    expect(body).toMatchObject({ decision: 'keep', reason, decided_by: owner.userId, email: admin.email });
    expect(JSON.stringify(await rowsOf('identity', `ACCESS_REVIEW#${id}`))).not.toContain('Lovelace');
    const event = (await told()).at(-1);
    expect(event).toMatchObject({
      id: body.event_id,
      type: 'access_review.item_decided',
      detail: { item_type: 'operator', user_id: admin.userId, decision: 'keep' },
      subjects: expect.arrayContaining([owner.userId, admin.userId]),
    });
    expect(JSON.stringify(event)).not.toContain('Lovelace');

    const again = await decide(officer, id, admin.userId, 'keep', 'Until July');
    expect(again.body).toMatchObject({ reason: 'Until July', decided_by: officer.userId });
    expect((await told()).at(-1)?.detail).toMatchObject({ before: 'keep' });
  });

  test('what is revoked is taken away with it, by the change and the event of its own route', async () => {
    const { org, person } = await makeMember(clinic);
    const admin = await makeOperator(clinic, 'admin');
    const { body: machine } = await api()('POST /v1/m2m-clients', { body: { name: 'Lab' } });
    const { body: spare } = await api()('POST /v1/api-keys', { body: { name: 'Import', scopes: ['users:read'] } });
    const id = await open({ operators: true, api_keys: true, clients: true, organization_id: org });
    const membership = (await items(id)).find(({ type }: { type: string }) => type === 'membership').id;
    for (const item of [admin.userId, machine.client_id, spare.id, membership]) {
      const { status, body } = await decide(owner, id, item, 'revoke', 'Nobody uses it');
      expect([status, body.decision, body.revoked_by]).toEqual([200, 'revoke', owner.userId]);
      expect((await decide(owner, id, item, 'keep')).body.code).toBe('already_decided');
    }
    expect((await admin.call('GET /v1/access-reviews')).status).toBe(403);
    expect((await client(spare.secret)('GET /v1/users')).status).toBe(401);
    expect((await api()('GET /v1/m2m-clients')).body.data).toEqual([]);
    const memberships = await api()('GET /v1/organizations/{org}/memberships', { params: { org } });
    expect(memberships.body).toEqual([]);
    const types = (all: { type: string }[]) =>
      all.map(({ type }) => type).filter((type) => !/^(session|auth|passkey)/.test(type));
    expect(types(await eventsOf(clinic.projectId))).toEqual(
      expect.arrayContaining(['operator.revoked', 'client.revoked', 'api_key.revoked']),
    );
    const [decided, taken] = (await eventsOf(org)).slice(-3, -1);
    expect([decided?.type, taken?.type]).toEqual(['access_review.item_decided', 'membership.deleted']);
    expect(decided?.request, 'in one transaction').toBe(taken?.request);
    expect(taken?.detail).toMatchObject({ user_id: person.userId });
    expect(await see(id)).toMatchObject({ progress: { revoked: 4, to_carry_out: 0 } });
  });

  test('what a reviewer may not take away waits for somebody who may', async () => {
    const admin = await makeOperator(clinic, 'admin');
    const id = await open({ operators: true });
    const { body } = await decide(officer, id, admin.userId, 'revoke', 'Left the practice');
    expect(body).toMatchObject({ decision: 'revoke', revoked_at: null });
    expect(await see(id)).toMatchObject({ progress: { to_carry_out: 1 } });
    expect((await admin.call('GET /v1/access-reviews')).status, 'still an operator').toBe(200);
    expect((await carryOut(officer, id, admin.userId)).body.code).toBe('forbidden');
    expect((await carryOut(owner, id, officer.userId)).body.code).toBe('not_revoked');
    const done = await carryOut(owner, id, admin.userId);
    expect(done.body).toMatchObject({ decision: 'revoke', decided_by: officer.userId, revoked_by: owner.userId });
    expect((await admin.call('GET /v1/access-reviews')).status).toBe(403);
    expect((await told()).slice(-3).map(({ type, outcome }) => [type, outcome])).toEqual([
      ['access_review.item_revoked', 'denied'],
      ['access_review.item_revoked', 'denied'],
      ['access_review.item_revoked', 'success'],
    ]);
  });

  test('the last owner and the last key stay, whoever decides', async () => {
    const second = await makeOperator(clinic, 'owner');
    const reviewers = [second.userId, owner.userId, officer.userId];
    const id = await open({ operators: true, api_keys: true }, { reviewers });
    expect(await decide(owner, id, clinic.keyId, 'revoke')).toMatchObject({
      status: 200,
      body: { decision: 'revoke', revoked_at: null, obstacle: 'last_key' },
    });
    expect((await carryOut(owner, id, clinic.keyId)).body.code).toBe('last_key');
    const failed = (await told()).filter(({ outcome }) => outcome === 'failure');
    expect(failed.map(({ type, reason, detail }) => [type, reason, detail?.item_id])).toEqual([
      ['access_review.item_revoked', 'last_key', clinic.keyId],
      ['access_review.item_revoked', 'last_key', clinic.keyId],
    ]);
    expect((await decide(owner, id, second.userId, 'revoke')).status).toBe(200);
    expect(await decide(officer, id, owner.userId, 'revoke')).toMatchObject({
      status: 200,
      body: { revoked_at: null },
    });
    expect((await carryOut(owner, id, owner.userId)).body.code).toBe('own_access');
    expect(await see(id)).toMatchObject({ progress: { to_carry_out: 2, revoked: 1, pending: 1 } });

    await api()('POST /v1/api-keys', { body: { name: 'Next', scopes: [] } });
    expect((await carryOut(owner, id, clinic.keyId)).body).toMatchObject({ revoked_by: owner.userId, obstacle: null });
  });

  test('fewer than two who can break the glass are accepted by who says so', async () => {
    const first = await makeOperator(clinic, 'emergency');
    const second = await makeOperator(clinic, 'emergency');
    const id = await open({ operators: true });
    const obstacle = 'too_few_operators';
    expect((await decide(owner, id, first.userId, 'revoke')).body).toMatchObject({ revoked_at: null, obstacle });
    expect((await carryOut(owner, id, first.userId)).body.code).toBe(obstacle);
    const carried = await owner.call('POST /v1/access-reviews/{id}/items/{item}/revocation', {
      params: { id, item: first.userId },
      query: { confirm: 'true' },
    });
    expect(carried.body).toMatchObject({ revoked_by: owner.userId, obstacle: null });
    const decided = await owner.call('POST /v1/access-reviews/{id}/items/{item}/decision', {
      params: { id, item: second.userId },
      query: { confirm: 'true' },
      body: { decision: 'revoke', reason: 'Left the practice' },
    });
    expect(decided.body).toMatchObject({ revoked_by: owner.userId, obstacle: null });
  });

  test('what changed since it was collected is looked at again, and what is gone is said to be', async () => {
    const admin = await makeOperator(clinic, 'admin');
    const leaving = await makeOperator(clinic, 'admin');
    const id = await open({ operators: true });
    await owner.call('PATCH /v1/operators/{id}', {
      params: { id: admin.userId },
      body: { roles: ['admin', 'privacy_officer'] },
    });
    await owner.call('DELETE /v1/operators/{id}', { params: { id: leaving.userId } });
    expect(await decide(owner, id, admin.userId, 'keep')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const seen = (await items(id)).find(({ id: item }: { id: string }) => item === admin.userId);
    expect(seen).toMatchObject({ access: ['admin', 'privacy_officer'], decision: 'pending' });
    expect((await decide(owner, id, admin.userId, 'keep')).status).toBe(200);
    expect((await decide(owner, id, leaving.userId, 'revoke')).body).toMatchObject({ decision: 'gone', reason: null });
    expect(
      (await told()).filter(({ type }) => type === 'access_review.item_refreshed').map(({ detail }) => detail),
    ).toMatchObject([
      { item_id: admin.userId, gone: false },
      { item_id: leaving.userId, gone: true },
    ]);
  });

  test('of many who decide one item at once, each is told what became of theirs, and each change has one event', async () => {
    const { body: spare } = await api()('POST /v1/api-keys', { body: { name: 'Import', scopes: ['users:read'] } });
    const id = await open({ api_keys: true });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => decide(i % 2 ? owner : officer, id, spare.id, 'keep')),
    );
    const kept = answers.filter(({ status }) => status === 200).length;
    expect(kept).toBeGreaterThan(0);
    expect(answers.every(({ status, body }) => status === 200 || body.code === 'conflict')).toBe(true);
    expect((await told()).filter(({ type }) => type === 'access_review.item_decided')).toHaveLength(kept);
  });
});
