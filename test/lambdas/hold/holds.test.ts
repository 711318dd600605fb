/** Legal holds over the API: placed by one, released by two, and what they refuse meanwhile (audit-log.md §9). */
import { beforeAll, describe, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization } from '../../dynamodb/people.ts';

const { holdsOn, holdsOnUser, isHeld } = await import('../../../lambdas/hold/hold-store.ts');

let clinic: Clinic;
let owner: OperatorPerson;
let second: OperatorPerson;
let officer: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic();
  [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
  officer = await makeOperator(clinic, 'privacy_officer');
});

const place = (target: { type: string; id: string }, who = client(clinic.secret)) =>
  who('POST /v1/holds', { body: { target, matter: 'case-17', reason: 'Doe v. Clinic' } });
const release = (who: OperatorPerson, id: string) =>
  who.call('POST /v1/holds/{id}/release', { params: { id }, body: { reason: 'settled' } });
const approve = (who: OperatorPerson, id: string) =>
  who.call('POST /v1/approvals/{id}/approve', { params: { id }, body: {} });
const remove = (id: string) => client(clinic.secret)('DELETE /v1/users/{id}', { params: { id } });

async function releaseByTwo(id: string): Promise<void> {
  const asked = await release(owner, id);
  expect((await approve(second, asked.body.approval_id)).body.status).toBe('approved');
}

describe('a hold on a person', () => {
  test('keeps them from being deleted until two people released it', async () => {
    const { userId } = await enrol(clinic);
    const placed = await place({ type: 'user', id: userId });
    expect(placed).toMatchObject({ status: 201, body: { status: 'active', matter: 'case-17', applied_at: null } });
    const { id } = placed.body;
    expect(await isHeld(clinic.projectId, userId)).toBe(true);
    expect(await remove(userId)).toMatchObject({ status: 409, body: { code: 'under_hold' } });
    expect((await client(clinic.secret)('GET /v1/users/{id}', { params: { id: userId } })).status).toBe(200);

    const asked = await release(owner, id);
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect((await approve(owner, asked.body.approval_id)).body.code).toBe('second_person_required');
    expect((await remove(userId)).body.code).toBe('under_hold');
    expect((await approve(second, asked.body.approval_id)).body).toMatchObject({
      status: 'approved',
      kind: 'hold_release',
    });
    expect((await client(clinic.secret)('GET /v1/holds/{id}', { params: { id } })).body.status).toBe('released');
    expect(await isHeld(clinic.projectId, userId)).toBe(false);
    expect((await remove(userId)).status).toBe(204);

    const events = (await eventsOf(clinic.projectId)).filter(
      ({ type, target }) => type.startsWith('hold.') || (type === 'user.deleted' && target.id === userId),
    );
    expect(events).toMatchObject([
      { type: 'hold.placed', target: { id }, detail: { target: { type: 'user', id: userId }, matter: 'case-17' } },
      { type: 'user.deleted', outcome: 'denied', reason: 'under_hold' },
      { type: 'user.deleted', outcome: 'denied', reason: 'under_hold' },
      { type: 'hold.released', actor: { id: second.userId }, detail: { approval_id: asked.body.approval_id } },
      { type: 'user.deleted', outcome: 'success' },
    ]);
    expect(JSON.stringify(events)).not.toContain('Doe');
  });

  test('may be placed after they were deleted, while their part of the log is there', async () => {
    const { userId } = await enrol(clinic);
    expect((await remove(userId)).status).toBe(204);
    expect((await place({ type: 'user', id: userId })).status).toBe(201);
    expect(await isHeld(clinic.projectId, userId)).toBe(true);
  });
});

test('a hold on an organization keeps its members, those who left, and the organization', async () => {
  const [org, other] = [await makeOrganization(clinic), await makeOrganization(clinic)];
  const [member, left, stranger] = [await enrol(clinic), await enrol(clinic), await enrol(clinic)];
  const stays: string = (await join(member, org)).body.id;
  const leave = (id: string) =>
    client(clinic.secret)('DELETE /v1/organizations/{org}/memberships/{id}', { params: { org, id } });
  await leave((await join(left, org)).body.id);
  await join(stranger, other);
  const placed = await place({ type: 'organization', id: org });
  expect(placed.status).toBe(201);

  const held = await Promise.all([member, left, stranger].map(({ userId }) => holdsOnUser(clinic.projectId, userId)));
  expect(held.map((list) => list.map((one) => one.id))).toEqual([[placed.body.id], [placed.body.id], []]);
  expect((await remove(left.userId)).body.code).toBe('under_hold');
  await leave(stays);
  const gone = await client(clinic.secret)('DELETE /v1/organizations/{id}', { params: { id: org } });
  expect([gone.status, gone.body.code]).toEqual([409, 'under_hold']);

  const log = await eventsOf(org);
  expect(log.find(({ type }) => type === 'hold.placed')).toMatchObject({ target: { id: placed.body.id } });
  const onLog = (scope: string) => holdsOn(scope).then((all) => all.filter(({ target }) => target.type !== 'user'));
  expect([(await onLog(org)).length, (await onLog(other)).length, (await onLog(clinic.projectId)).length]).toEqual([
    1, 0, 0,
  ]);
  await releaseByTwo(placed.body.id);
  expect(await onLog(org)).toEqual([]);
});

test('an organization that was deleted has its log held, and no other project can tell that it was there', async () => {
  const org = await makeOrganization(clinic);
  expect((await client(clinic.secret)('DELETE /v1/organizations/{id}', { params: { id: org } })).status).toBe(204);
  const elsewhere = client((await makeClinic()).secret);
  expect((await place({ type: 'organization', id: org }, elsewhere)).body.code).toBe('not_found');
  const placed = await place({ type: 'organization', id: org });
  expect(placed).toMatchObject({ status: 201, body: { target: { id: org }, status: 'active' } });
  expect((await holdsOn(org)).map(({ id }) => id)).toContain(placed.body.id);
  expect((await eventsOf(org)).at(-1)).toMatchObject({ type: 'hold.placed', target: { id: placed.body.id } });
  await releaseByTwo(placed.body.id);
});

test('a hold on the project keeps everybody and every log of it, and nothing of another', async () => {
  const [held, free] = [await makeClinic(), await makeClinic()];
  const [person, org, stranger] = [await enrol(held), await makeOrganization(held), await enrol(free)];
  await place({ type: 'project', id: held.projectId }, client(held.secret));
  expect(await isHeld(held.projectId, person.userId)).toBe(true);
  expect(await isHeld(free.projectId, stranger.userId)).toBe(false);
  const kept = await Promise.all([held.projectId, org, free.projectId].map((scope) => holdsOn(scope)));
  expect(kept.map((list) => list.some(({ target }) => target.type === 'project'))).toEqual([true, true, false]);
});

describe('who may', () => {
  test('place a hold on what is of another project, is told that it is not there', async () => {
    const other = await makeClinic();
    const [person, org] = [await enrol(other), await makeOrganization(other)];
    for (const target of [
      { type: 'user', id: person.userId },
      { type: 'organization', id: org },
      { type: 'project', id: other.projectId },
    ])
      expect((await place(target)).body.code).toBe('not_found');
  });

  test('release: another project does not see it, a stale proof is not enough, a key needs two others', async () => {
    const { userId } = await enrol(clinic);
    const { id } = (await place({ type: 'user', id: userId }, officer.call)).body;
    const elsewhere = client((await makeClinic()).secret);
    expect((await elsewhere('GET /v1/holds/{id}', { params: { id } })).body.code).toBe('not_found');
    const tired = await makeOperator(clinic, 'owner');
    await tire(tired);
    expect((await release(tired, id)).body.code).toBe('recent_authentication_required');
    const asked = await client(clinic.secret)('POST /v1/holds/{id}/release', { params: { id }, body: { reason: 'x' } });
    expect((await approve(owner, asked.body.approval_id)).body.status).toBe('pending');
    expect((await approve(second, asked.body.approval_id)).body.status).toBe('approved');
    expect((await release(owner, id)).body.code).toBe('already_decided');
  });

  test('agree: a privacy officer too, who may agree to nothing else', async () => {
    const { userId } = await enrol(clinic);
    const { id } = (await place({ type: 'user', id: userId })).body;
    const asked = await release(owner, id);
    expect((await approve(officer, asked.body.approval_id)).body.status).toBe('approved');
  });
});

test('a list of holds goes page by page, newest first', async () => {
  const own = await makeClinic();
  const people = [await enrol(own), await enrol(own), await enrol(own)];
  for (const { userId } of people) await place({ type: 'user', id: userId }, client(own.secret));
  const first = await client(own.secret)('GET /v1/holds', { query: { limit: '2' } });
  const rest = await client(own.secret)('GET /v1/holds', { query: { limit: '2', cursor: first.body.next_cursor } });
  const ids = [...first.body.data, ...rest.body.data].map(({ target }: { target: { id: string } }) => target.id);
  expect(ids).toEqual(people.map(({ userId }) => userId).reverse());
});
