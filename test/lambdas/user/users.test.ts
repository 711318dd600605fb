import { expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { makeProject, rowsOf } from '../../dynamodb/world.ts';

const setUp = async () => {
  const project = await makeProject();
  return { ...project, call: client(project.secret) };
};
type Call = ReturnType<typeof client>;

const makeUser = async (call: Call, body: object = {}) =>
  (await call('POST /v1/users', { body: { email: 'ada@example.com', ...body } })).body;
const newest = async (call: Call, events: string) =>
  (await call('GET /v1/events', { query: { events, limit: '1' } })).body.data[0];

test('a user is made with what was sent', async () => {
  const { call, project_id } = await setUp();
  const body = { email: ' Ada@Example.com ', name: 'Ada', phone: '+15551234567', metadata: { ward: 'w7' } };
  const made = await call('POST /v1/users', { body });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    project_id,
    email: 'Ada@Example.com',
    name: 'Ada',
    phone: '+15551234567',
    status: 'active',
    email_verified: false,
    metadata: { ward: 'w7' },
  });
  const read = await call('GET /v1/users/{id}', { params: { id: made.body.id } });
  expect(read).toMatchObject({ status: 200, body: made.body });
});

test('a known e-mail answers 200 with the user who has it, whatever the case', async () => {
  const { call } = await setUp();
  const user = await makeUser(call, { name: 'Ada' });
  const again = await call('POST /v1/users', { body: { email: 'ADA@example.com', name: 'Eve' } });
  expect(again).toMatchObject({ status: 200, body: { id: user.id, name: 'Ada', existed: true } });
});

test('of many creations with one e-mail at once, one makes the user', async () => {
  const { call } = await setUp();
  const body = { email: 'race@example.com' };
  const all = await Promise.all(Array.from({ length: 10 }, () => call('POST /v1/users', { body })));
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(new Set(all.map(({ body: user }) => user.id)).size).toBe(1);
});

test('the same e-mail in two projects is two users', async () => {
  const [one, two] = [await setUp(), await setUp()];
  const [first, second] = [await makeUser(one.call), await makeUser(two.call)];
  expect(first.id).not.toBe(second.id);
  expect(await two.call('GET /v1/users/{id}', { params: { id: first.id } })).toMatchObject({ status: 404 });
});

test('lists page in the order of creation, and one user is found by e-mail', async () => {
  const { call } = await setUp();
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) ids.push((await makeUser(call, { email: `${name}@example.com` })).id);
  const first = await call('GET /v1/users', { query: { limit: '2' } });
  expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
  const rest = await call('GET /v1/users', { query: { limit: '2', cursor: first.body.next_cursor } });
  expect(rest.body).toMatchObject({ data: [{ id: ids[2] }], next_cursor: null });
  expect((await call('GET /v1/users', { query: { email: 'B@example.com' } })).body.data).toMatchObject([
    { id: ids[1] },
  ]);
  expect((await call('GET /v1/users', { query: { email: 'x@example.com' } })).body.data).toEqual([]);
});

test.each(['0', '101', 'many'])('limit %s is refused', async (limit) => {
  const { call } = await setUp();
  expect((await call('GET /v1/users', { query: { limit } })).status).toBe(400);
});

test('a changed e-mail frees the old one, takes the new one and is unverified again', async () => {
  const { call } = await setUp();
  const { id } = await makeUser(call, { email_verified: true });
  const changed = await call('PATCH /v1/users/{id}', { params: { id }, body: { email: 'countess@example.com' } });
  expect(changed).toMatchObject({ status: 200, body: { email: 'countess@example.com', email_verified: false } });
  const other = await makeUser(call, { email: 'ada@example.com' });
  expect(other.id).not.toBe(id);
  const taken = await call('PATCH /v1/users/{id}', {
    params: { id: other.id },
    body: { email: 'Countess@example.com' },
  });
  expect(taken).toMatchObject({ status: 409, body: { code: 'email_taken' } });
});

test('null takes name and phone away; what is left out stays', async () => {
  const { call } = await setUp();
  const { id } = await makeUser(call, { name: 'Ada', phone: '+15551234567', metadata: { ward: 'w7' } });
  const { body } = await call('PATCH /v1/users/{id}', { params: { id }, body: { name: null } });
  expect(body).toMatchObject({ phone: '+15551234567', metadata: { ward: 'w7' } });
  expect(body).not.toHaveProperty('name');
});

test('a change of nothing writes nothing', async () => {
  const { call } = await setUp();
  const user = await makeUser(call, { name: 'Ada' });
  const same = await call('PATCH /v1/users/{id}', { params: { id: user.id }, body: { name: 'Ada' } });
  expect(same).toMatchObject({ status: 200, body: user });
  expect(await newest(call, 'user.updated')).toBeUndefined();
});

test('of changes made at once none is lost: each either holds or is told to retry', async () => {
  const { call } = await setUp();
  const { id } = await makeUser(call);
  const bodies = Array.from({ length: 8 }, (_, index) => ({ name: `name ${index}` }));
  const all = await Promise.all(bodies.map((body) => call('PATCH /v1/users/{id}', { params: { id }, body })));
  const done = all.filter(({ status }) => status === 200).length;
  expect(all.every(({ status, body }) => status === 200 || body.code === 'conflict')).toBe(true);
  const { body } = await call('GET /v1/events', { query: { events: 'user.updated' } });
  expect(body.data).toHaveLength(done);
});

test('personal data stands in the sealed block of the event, never in the leaf or the public block', async () => {
  const { call, project_id } = await setUp();
  const { id } = await makeUser(call, { email: 'canary@example.com', name: 'Canary', phone: '+15550001111' });
  await call('PATCH /v1/users/{id}', { params: { id }, body: { email: 'canary2@example.com', status: 'disabled' } });
  for (let lane = 0; lane < 16; lane++) {
    for (const row of await rowsOf('audit', `${project_id}#${lane}`))
      expect(`${row.leaf}${row.public}`).not.toMatch(/canary|15550001111/i);
  }
  const { data } = await newest(call, 'user.updated');
  expect(data).toMatchObject({
    user_id: id,
    target_id: id,
    metadata: {
      changed: ['email', 'status'],
      status: 'disabled',
      subjects: { [id]: { before: { email: 'canary@example.com' }, after: { email: 'canary2@example.com' } } },
    },
  });
});

test('the key of an e-mail row does not tell the e-mail, and the row is gone with the user', async () => {
  const { call, project_id } = await setUp();
  const { id } = await makeUser(call);
  const [row] = (await rowsOf('identity', `USER#${id}`)).filter(({ sk }) => sk === 'USER');
  const emailPk = `PROJECT#${project_id}#EMAIL#${row?.email_hash}`;
  expect(await rowsOf('identity', emailPk)).toMatchObject([{ user_id: id }]);
  await call('DELETE /v1/users/{id}', { params: { id } });
  expect(await rowsOf('identity', emailPk)).toEqual([]);
});

test('unknown members and malformed values are refused by name', async () => {
  const { call } = await setUp();
  const body = { email: 'nobody', phone: '555', metadata: { 'Not A Name': 'x' }, admin: true };
  const refused = await call('POST /v1/users', { body });
  expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  const paths = refused.body.errors.map(({ path }: { path: string }) => path).sort();
  expect(paths).toEqual(['body', 'body.email', 'body.metadata.Not A Name', 'body.phone']);
});
