import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';

type Call = ReturnType<typeof client>;
interface Counts {
  readonly organizations?: number;
  readonly passkeys?: number;
  readonly sessions?: number;
}

const put = (row: Record<string, unknown>) =>
  database.send(new PutItemCommand({ TableName: TABLES.identity, Item: marshall(row) }));

async function setUp({ organizations = 0, passkeys = 0, sessions = 0 }: Counts) {
  const { project_id, secret } = await makeProject();
  const call: Call = client(secret);
  const { id } = (await call('POST /v1/users', { body: { email: 'leaving@example.com', name: 'Leaving' } })).body;
  const joined: string[] = [];
  for (let index = 0; index < organizations; index++) {
    const { body } = await call('POST /v1/organizations', { body: { name: `Org ${index}`, slug: `org-${index}` } });
    await call('POST /v1/organizations/{org}/memberships', { params: { org: body.id }, body: { user_id: id } });
    joined.push(body.id);
  }
  for (let index = 0; index < passkeys; index++) {
    await put({ pk: `USER#${id}`, sk: `PASSKEY#cred${index}`, credential_id: `cred${index}` });
    await put({ pk: `PROJECT#${project_id}#CREDENTIAL#cred${index}`, sk: 'CREDENTIAL', user_id: id });
  }
  for (let index = 0; index < sessions; index++) await put({ pk: `SESSIONS#${id}`, sk: `SESSION#sess${index}` });
  return { project_id, call, id, joined };
}

async function expectGone({ project_id, call, id, joined }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
  expect((await call('GET /v1/users/{id}', { params: { id } })).status).toBe(404);
  expect((await rowsOf('identity', `USER#${id}`)).map(({ sk }) => sk)).toEqual(['KEY']);
  expect(await rowsOf('identity', `SESSIONS#${id}`)).toEqual([]);
  expect(await rowsOf('identity', `PROJECT#${project_id}#CREDENTIAL#cred0`)).toEqual([]);
  for (const organization of joined)
    expect(await rowsOf('identity', `ORG#${organization}`)).toMatchObject([{ members: 0 }]);
}

test('with the user go memberships, passkeys, other factors and sessions; the key of their log stays', async () => {
  const world = await setUp({ organizations: 2, passkeys: 2, sessions: 3 });
  for (const sk of ['TOTP', 'PASSWORD', 'HABITS']) await put({ pk: `USER#${world.id}`, sk });
  const number = `PROJECT#${world.project_id}#PHONE#hash`;
  await put({ pk: `USER#${world.id}`, sk: 'PHONE', hash: 'hash' });
  await put({ pk: number, sk: 'PHONE', user_id: world.id });
  expect((await world.call('DELETE /v1/users/{id}', { params: { id: world.id } })).status).toBe(204);
  await expectGone(world);
  expect(await rowsOf('identity', number), 'their number may be somebody else’s').toEqual([]);

  const { body } = await world.call('GET /v1/events', { query: { events: 'user.deleted' } });
  expect(body.data).toMatchObject([
    { data: { target_id: world.id, metadata: { subjects: { [world.id]: { before: { name: 'Leaving' } } } } } },
  ]);
  for (const organization_id of world.joined) {
    const log = await world.call('GET /v1/events', { query: { organization_id, events: 'membership.deleted' } });
    expect(log.body.data, 'each organization’s log tells who left').toMatchObject([
      { data: { user_id: world.id, metadata: { role: 'member' } } },
    ]);
  }
});

test('a deleted user is gone for good: a second deletion finds nobody, the e-mail is free', async () => {
  const { call, id } = await setUp({});
  await call('DELETE /v1/users/{id}', { params: { id } });
  expect((await call('DELETE /v1/users/{id}', { params: { id } })).status).toBe(404);
  const again = await call('POST /v1/users', { body: { email: 'leaving@example.com' } });
  expect(again.status).toBe(201);
  expect(again.body.id).not.toBe(id);
});

test('more rows than a transaction takes go in steps, each with its event', { timeout: 120_000 }, async () => {
  const world = await setUp({ organizations: 23, passkeys: 12, sessions: 205 });
  expect((await world.call('DELETE /v1/users/{id}', { params: { id: world.id } })).status).toBe(204);
  await expectGone(world);

  const count = async (events: string) => (await world.call('GET /v1/events', { query: { events } })).body.data.length;
  expect(await count('session.revoked')).toBe(3);
  expect(await count('membership.deleted')).toBe(23);
  expect(await count('user.updated')).toBe(1);
  expect(await count('user.deleted')).toBe(1);
});

test('a user who joins an organization meanwhile is not half deleted', async () => {
  const { call, id, joined } = await setUp({ organizations: 1 });
  const { body: other } = await call('POST /v1/organizations', { body: { name: 'Late' } });
  const [gone, late] = await Promise.all([
    call('DELETE /v1/users/{id}', { params: { id } }),
    call('POST /v1/organizations/{org}/memberships', { params: { org: other.id }, body: { user_id: id } }),
  ]);
  const left = (await rowsOf('identity', `USER#${id}`)).map(({ sk }) => String(sk));
  if (gone.status === 204) {
    expect(left).toEqual(['KEY']);
    const query = { organization_id: String(other.id), events: 'membership.created,membership.deleted' };
    const { body } = await call('GET /v1/events', { query });
    const ended = ['membership.deleted', 'membership.created'];
    const types = body.data.map(({ event }: { event: string }) => event);
    expect(types, 'too late, or ended with the others').toEqual(late.status === 201 ? ended : []);
  } else {
    expect(gone).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const kept = left.filter((row) => row !== `MEMBERSHIP#${joined[0]}`);
    expect(kept, 'some memberships have ended, no more').toEqual(['KEY', `MEMBERSHIP#${other.id}`, 'USER']);
  }
});

test('of two deletions at once one is told that it happened, and one event is written', async () => {
  const { call, id } = await setUp({ organizations: 1 });
  const both = await Promise.all([1, 2].map(() => call('DELETE /v1/users/{id}', { params: { id } })));
  expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
  const { body } = await call('GET /v1/events', { query: { events: 'user.deleted' } });
  expect(body.data).toHaveLength(1);
});
