/** Erasure: the person and their key are gone, what the log says of them opens for nobody, and it is still the log. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, join, makeClinic, makeMember, makeOrganization } from '../../dynamodb/people.ts';
import { database, rowsOf, TABLES } from '../../dynamodb/world.ts';

const { erasureKey, holdGuardKey, subjectKeyKey } = await import('../../../lambdas/shared/table.ts');
const { handler: finishErasures } = await import('../../../lambdas/dsr/finish-erasures/handler.ts');

const erase = (secret: string, id: string, who = client(secret)) =>
  who('POST /v1/admin/users/{id}/dsr/erase', { params: { id }, body: { ticket: 'DSR-5' } });
const place = ({ secret }: Clinic, target: { type: string; id: string }) =>
  client(secret)('POST /v1/holds', { body: { target, matter: 'case-1', reason: 'because' } });
const approve = (who: OperatorPerson, id: string) =>
  who.call('POST /v1/approvals/{id}/approve', { params: { id }, body: {} });
const hasKey = async (userId: string): Promise<boolean> => {
  const { Item } = await database.send(
    new GetItemCommand({ TableName: TABLES.identity, Key: marshall(subjectKeyKey(userId)), ConsistentRead: true }),
  );
  return Item !== undefined;
};

describe('in a test project, one caller erases', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await makeClinic();
  });

  test('a person with everything of theirs, and the log keeps every event without its content', async () => {
    const { person, org, envelope } = await makeMember(clinic);
    const { userId } = person;
    const before = await eventsOf(clinic.projectId);
    expect(await erase(clinic.secret, userId)).toMatchObject({ status: 200, body: { status: 'completed' } });

    const left = await Promise.all(
      [`USER#${userId}`, `SESSIONS#${userId}`, `DECISIONS#${userId}`, `FORMER_MEMBERSHIPS#${userId}`, 'ERASURES'].map(
        (pk) => rowsOf('identity', pk),
      ),
    );
    expect(left.flat()).toEqual([]);
    const after = await eventsOf(clinic.projectId);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map(({ type }) => type)).toEqual([
      'dsr.erasure.ordered',
      'user.deleted',
      'dsr.erasure.completed',
    ]);
    const refreshed = await request('POST /v1/auth/refresh', { body: { refresh_token: envelope.refresh_token } });
    expect(refreshed.status).toBe(401);
    expect((await eventsOf(org)).at(-1)).toMatchObject({ type: 'membership.deleted', actor: { type: 'api_key' } });
    const read = await client(clinic.secret)('GET /v1/events', { query: { limit: '100' } });
    const theirs = read.body.data.filter(({ data }: { data: { target_id: string } }) => data.target_id === userId);
    expect(theirs.length).toBeGreaterThan(2);
    expect(JSON.stringify(read.body)).not.toContain(person.email);
    expect(await erase(clinic.secret, userId)).toMatchObject({ status: 404 });
  });

  test('also one who was deleted before, of whom only the key is left', async () => {
    const { userId } = await enrol(clinic);
    await client(clinic.secret)('DELETE /v1/users/{id}', { params: { id: userId } });
    expect(await hasKey(userId)).toBe(true);
    expect((await erase(clinic.secret, userId)).status).toBe(200);
    expect(await hasKey(userId)).toBe(false);
  });

  test('nobody of another project, nobody twice, no operator', async () => {
    const other = await makeClinic();
    const [stranger, deleted] = [await enrol(other), await enrol(other)];
    await client(other.secret)('DELETE /v1/users/{id}', { params: { id: deleted.userId } });
    expect((await erase(clinic.secret, stranger.userId)).body.code).toBe('not_found');
    expect((await erase(clinic.secret, deleted.userId)).body.code).toBe('not_found');
    expect(await hasKey(deleted.userId)).toBe(true);
    const operator = await makeOperator(clinic, 'admin');
    expect((await erase(clinic.secret, operator.userId)).body.code).toBe('still_operator');
  });

  test('nobody who is under a hold: themselves, an organization that they left, or the project', async () => {
    const [person, former] = [await enrol(clinic), await enrol(clinic)];
    const org = await makeOrganization(clinic);
    const { id } = (await join(former, org)).body;
    await client(clinic.secret)('DELETE /v1/organizations/{org}/memberships/{id}', { params: { org, id } });
    await place(clinic, { type: 'user', id: person.userId });
    await place(clinic, { type: 'organization', id: org });
    for (const { userId } of [person, former]) {
      expect(await erase(clinic.secret, userId)).toMatchObject({ status: 409, body: { code: 'under_hold' } });
      expect(await hasKey(userId)).toBe(true);
    }
    const denied = (await eventsOf(clinic.projectId)).filter(({ reason }) => reason === 'under_hold');
    expect(denied).toMatchObject([
      { type: 'dsr.erasure.ordered', outcome: 'denied', target: { id: person.userId } },
      { type: 'dsr.erasure.ordered', outcome: 'denied', target: { id: former.userId } },
    ]);
  });
});

describe('in a live project', () => {
  let clinic: Clinic;
  let owner: OperatorPerson;
  let second: OperatorPerson;
  beforeAll(async () => {
    clinic = await makeClinic({ environment: 'live' });
    [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
  });

  test('it takes two people; then the person is shut out at once, and the clock does the rest', async () => {
    const person = await enrol(clinic);
    const asked = await erase('', person.userId, owner.call);
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect((await client(clinic.secret)('GET /v1/users/{id}', { params: { id: person.userId } })).body.status).toBe(
      'active',
    );
    expect((await approve(owner, asked.body.approval_id)).body.code).toBe('second_person_required');
    expect((await approve(second, asked.body.approval_id)).body.status).toBe('approved');
    expect((await client(clinic.secret)('GET /v1/users/{id}', { params: { id: person.userId } })).body.status).toBe(
      'disabled',
    );
    await finishErasures();
    expect(await hasKey(person.userId)).toBe(false);
    const events = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === person.userId);
    expect(events.slice(-3)).toMatchObject([
      { type: 'dsr.erasure.ordered', actor: { id: second.userId }, detail: { approval_id: asked.body.approval_id } },
      { type: 'user.deleted', actor: { id: owner.userId } },
      { type: 'dsr.erasure.completed', actor: { id: owner.userId } },
    ]);
  });

  test('an order waits for a hold that came after it, says so once, and goes on when it is released', async () => {
    const person = await enrol(clinic);
    const asked = await erase('', person.userId, owner.call);
    await approve(second, asked.body.approval_id);
    const hold = (await place(clinic, { type: 'user', id: person.userId })).body;
    await finishErasures();
    await finishErasures();
    expect(await hasKey(person.userId)).toBe(true);
    const waits = (await eventsOf(clinic.projectId)).filter(
      ({ type, target, outcome }) =>
        type === 'dsr.erasure.completed' && target.id === person.userId && outcome === 'denied',
    );
    expect(waits).toMatchObject([{ reason: 'under_hold' }]);
    const released = await owner.call('POST /v1/holds/{id}/release', {
      params: { id: hold.id },
      body: { reason: 'over' },
    });
    expect((await approve(second, released.body.approval_id)).status).toBe(200);
    await finishErasures();
    expect(await hasKey(person.userId)).toBe(false);
    expect(await rowsOf('identity', 'ERASURES')).toEqual([]);
  });

  test('two people who agree while a hold is placed keep the person', async () => {
    const person = await enrol(clinic);
    const asked = await erase('', person.userId, owner.call);
    await place(clinic, { type: 'user', id: person.userId });
    expect((await approve(second, asked.body.approval_id)).body.code).toBe('under_hold');
    expect((await client(clinic.secret)('GET /v1/users/{id}', { params: { id: person.userId } })).body.status).toBe(
      'active',
    );
  });
});

test('a hold that comes between the reading and the destruction refuses the destruction', async () => {
  const clinic = await makeClinic();
  const person = await enrol(clinic);
  const { checkGuard, readGuard } = await import('../../../lambdas/hold/hold-store.ts');
  const { executeTransaction } = await import('../../../lambdas/shared/aws/transaction.ts');
  for (const round of ['the first hold of the project', 'a later one']) {
    const guard = await readGuard(clinic.projectId);
    expect((await place(clinic, { type: 'user', id: person.userId })).status).toBe(201);
    const { kind } = await executeTransaction([checkGuard(clinic.projectId, guard)], crypto.randomUUID());
    expect([round, kind]).toEqual([round, 'refused']);
  }
  expect(await rowsOf('identity', String(holdGuardKey(clinic.projectId).pk))).toContainEqual(
    expect.objectContaining({ version: 2 }),
  );
});

test('what is interrupted after the user is gone is finished by the clock', async () => {
  const clinic = await makeClinic();
  const { userId } = await enrol(clinic);
  await client(clinic.secret)('DELETE /v1/users/{id}', { params: { id: userId } });
  const order = {
    ...erasureKey(userId),
    project_id: clinic.projectId,
    ordered_by: { type: 'api_key', id: clinic.keyId },
    ticket: 'DSR-9',
    ordered_at: new Date().toISOString(),
  };
  await database.send(new PutItemCommand({ TableName: TABLES.identity, Item: marshall(order) }));
  await finishErasures();
  expect(await hasKey(userId)).toBe(false);
});
