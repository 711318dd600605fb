import { expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { makeProject, rowsOf } from '../../dynamodb/world.ts';

const setUp = async () => {
  const project = await makeProject();
  return { ...project, call: client(project.secret) };
};

test('a made key works, shows its secret once, and is stored as a hash only', async () => {
  const { call } = await setUp();
  const made = await call('POST /v1/api-keys', { body: { name: 'reader', scopes: ['users:read'] } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: 'reader', scopes: ['users:read'], expires_at: null });
  expect(made.body.secret).toMatch(/^sk_test_/);

  const [row] = await rowsOf('identity', `KEY#${made.body.id}`);
  expect(JSON.stringify(row)).not.toContain(made.body.secret.split('_')[3]);
  expect((await request('GET /v1/users', { key: made.body.secret })).status).toBe(200);
  expect((await request('POST /v1/users', { key: made.body.secret, body: { email: 'a@b.co' } })).status).toBe(403);
});

test('a key grants no scope that it does not hold', async () => {
  const { call } = await setUp();
  const limited = await call('POST /v1/api-keys', { body: { name: 'keys only', scopes: ['api_keys:write'] } });
  const refused = await request('POST /v1/api-keys', {
    key: limited.body.secret,
    body: { name: 'more', scopes: ['api_keys:write', 'users:write'] },
  });
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});

test('a key that expires makes none that lasts longer', async () => {
  const { call } = await setUp();
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const brief = await call('POST /v1/api-keys', { body: { name: 'brief', scopes: ['api_keys:write'], expires_at } });
  const make = (body: object) => request('POST /v1/api-keys', { key: brief.body.secret, body: { name: 'x', ...body } });
  expect(await make({})).toMatchObject({ status: 201, body: { expires_at } });
  expect(await make({ expires_at: '2999-01-01T00:00:00Z' })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
});

test('without scopes a key passes on all of its own, as clients rotate keys', async () => {
  const { call } = await setUp();
  const scopes = ['api_keys:write', 'users:read'];
  const first = await call('POST /v1/api-keys', { body: { name: 'first', scopes } });
  const body = { prefix: 'sk_test_', kind: 'workspace', name: 'second', scopes: [] };
  const second = await request('POST /v1/api-keys', { key: first.body.secret, body });
  expect(second).toMatchObject({ status: 201, body: { scopes } });
});

test('a key of the other environment, an expired key and an unknown member are refused', async () => {
  const { call } = await setUp();
  const make = (body: object) => call('POST /v1/api-keys', { body: { name: 'x', ...body } });
  expect(await make({ prefix: 'sk_live_' })).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  expect(await make({ expires_at: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
  expect(await make({ admin: true })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'body', message: 'unknown: admin' }] },
  });
});

test('a revoked key is refused at once, and a second revocation finds nothing', async () => {
  const { call } = await setUp();
  const { body } = await call('POST /v1/api-keys', { body: { name: 'short', scopes: ['users:read'] } });
  expect((await call('DELETE /v1/api-keys/{id}', { params: { id: body.id } })).status).toBe(204);
  expect((await request('GET /v1/users', { key: body.secret })).status).toBe(401);
  expect(await call('DELETE /v1/api-keys/{id}', { params: { id: body.id } })).toMatchObject({ status: 404 });
});

test('of two revocations at once one succeeds, and one event tells of it', async () => {
  const { call } = await setUp();
  const { body } = await call('POST /v1/api-keys', { body: { name: 'short', scopes: ['users:read'] } });
  const both = await Promise.all([1, 2].map(() => call('DELETE /v1/api-keys/{id}', { params: { id: body.id } })));
  expect(both.map(({ status }) => status).sort()).toEqual([204, 404]);
  const { body: log } = await call('GET /v1/events', { query: { events: 'api_key.revoked' } });
  expect(log.data).toHaveLength(1);
});

test('the last key that can manage keys stays', async () => {
  const { call, key_id } = await setUp();
  const reader = await call('POST /v1/api-keys', { body: { name: 'reader', scopes: ['users:read'] } });
  const refused = await call('DELETE /v1/api-keys/{id}', { params: { id: key_id } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'last_key' } });
  expect((await call('DELETE /v1/api-keys/{id}', { params: { id: reader.body.id } })).status).toBe(204);
});

test('two keys that revoke each other at once leave one', async () => {
  const { call, key_id, secret } = await setUp();
  const other = await call('POST /v1/api-keys', { body: { name: 'other', scopes: ['api_keys:write'] } });
  await Promise.all([
    request('DELETE /v1/api-keys/{id}', { key: secret, params: { id: other.body.id } }),
    request('DELETE /v1/api-keys/{id}', { key: other.body.secret, params: { id: key_id } }),
  ]);
  const rows = [...(await rowsOf('identity', `KEY#${key_id}`)), ...(await rowsOf('identity', `KEY#${other.body.id}`))];
  expect(rows).toHaveLength(1);
});

test("another project's key is not found", async () => {
  const { call } = await setUp();
  const { key_id } = await makeProject();
  const answer = await call('DELETE /v1/api-keys/{id}', { params: { id: key_id } });
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(await rowsOf('identity', `KEY#${key_id}`)).toHaveLength(1);
});
