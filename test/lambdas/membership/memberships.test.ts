import { expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { makeProject, rowsOf } from '../../dynamodb/world.ts';

const MEMBERS = '/v1/organizations/{org}/memberships';

async function setUp() {
  const call = client((await makeProject()).secret);
  const user = async (email: string) => (await call('POST /v1/users', { body: { email } })).body.id as string;
  const organization = async (name: string) =>
    (await call('POST /v1/organizations', { body: { name } })).body.id as string;
  const [org, ada] = [await organization('Clinic'), await user('ada@example.com')];
  const add = (body: object, at = org) => call(`POST ${MEMBERS}`, { params: { org: at }, body });
  return { call, user, organization, org, ada, add };
}

test('a member is added once: 201, then 200 with the membership as it is', async () => {
  const { org, ada, add } = await setUp();
  const first = await add({ user_id: ada, role: 'nurse' });
  expect(first).toMatchObject({
    status: 201,
    body: { user_id: ada, organization_id: org, role: 'nurse', status: 'active' },
  });
  const again = await add({ user_id: ada, role: 'admin' });
  expect(again).toMatchObject({ status: 200, body: first.body });
});

test('of many additions at once one makes the membership, and both sides count one', async () => {
  const { org, ada, add } = await setUp();
  const all = await Promise.all(Array.from({ length: 6 }, () => add({ user_id: ada })));
  expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
  expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
  expect(await rowsOf('identity', `ORG#${org}`)).toMatchObject([{ members: 1 }]);
});

test('members are listed in pages, from both sides', async () => {
  const { call, user, organization, org, ada, add } = await setUp();
  for (const user_id of [ada, await user('b@example.com'), await user('c@example.com')]) await add({ user_id });
  const first = await call(`GET ${MEMBERS}`, { params: { org }, query: { limit: '2' } });
  expect(first.body).toHaveLength(2);
  const next = new URLSearchParams(/\?(.+)>/.exec(first.headers.link ?? '')?.[1]);
  const rest = await call(`GET ${MEMBERS}`, { params: { org }, query: Object.fromEntries(next) });
  expect(rest.body).toHaveLength(1);
  expect(rest.headers).not.toHaveProperty('link');

  const others = [org, await organization('Second'), await organization('Third')];
  for (const at of others) await add({ user_id: ada }, at);
  const mine = await call('GET /v1/users/{id}/memberships', { params: { id: ada }, query: { limit: '2' } });
  expect(mine.headers.link).toContain(`cursor=${others[1]}`);
  const cursor = others[1] ?? '';
  const last = await call('GET /v1/users/{id}/memberships', { params: { id: ada }, query: { limit: '2', cursor } });
  expect([...mine.body, ...last.body].map((membership) => membership.organization_id)).toEqual(others);
});

test('a role is changed, and the log keeps before and after', async () => {
  const { call, org, ada, add } = await setUp();
  const { id } = (await add({ user_id: ada })).body;
  const changed = await call(`PATCH ${MEMBERS}/{id}`, { params: { org, id }, body: { role: 'admin' } });
  expect(changed).toMatchObject({ status: 200, body: { id, role: 'admin' } });
  const { body } = await call('GET /v1/events', { query: { organization_id: org, events: 'membership.updated' } });
  expect(body.data).toMatchObject([{ data: { user_id: ada, metadata: { before: 'member', after: 'admin' } } }]);
});

test('an ended membership is gone from both sides, and may begin again', async () => {
  const { call, org, ada, add } = await setUp();
  const { id } = (await add({ user_id: ada })).body;
  const both = await Promise.all([1, 2].map(() => call(`DELETE ${MEMBERS}/{id}`, { params: { org, id } })));
  expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
  expect((await call('GET /v1/users/{id}/memberships', { params: { id: ada } })).body).toEqual([]);
  expect(await rowsOf('identity', `ORG#${org}`)).toMatchObject([{ members: 0 }]);
  const again = await add({ user_id: ada });
  expect(again.status).toBe(201);
  expect(again.body.id).not.toBe(id);
});

test("users, organizations and memberships of another project, or under another organization, aren't there", async () => {
  const [own, other] = [await setUp(), await setUp()];
  const membership = (await other.add({ user_id: other.ada })).body.id;
  expect((await own.add({ user_id: other.ada })).status).toBe(404);
  expect((await own.add({ user_id: own.ada }, other.org)).status).toBe(404);
  const foreign = { params: { org: other.org, id: membership } };
  expect((await own.call(`PATCH ${MEMBERS}/{id}`, { ...foreign, body: { role: 'admin' } })).status).toBe(404);
  expect((await own.call(`DELETE ${MEMBERS}/{id}`, foreign)).status).toBe(404);
  const misplaced = { params: { org: await other.organization('Else'), id: membership } };
  expect((await other.call(`DELETE ${MEMBERS}/{id}`, misplaced)).status).toBe(404);
});
