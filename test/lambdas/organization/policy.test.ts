import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { database, makeProject, TABLES } from '../../dynamodb/world.ts';

const { INHERIT } = await import('../../../lambdas/organization/policy.ts');

async function setUp(overrides: Record<string, unknown> = {}) {
  const call = client((await makeProject(overrides)).secret);
  const { id: org } = (await call('POST /v1/organizations', { body: { name: 'Clinic' } })).body;
  const put = (body: unknown, headers: Record<string, string> = {}) =>
    call('PUT /v1/organizations/{org}/policy', { params: { org }, body, headers });
  const get = () => call('GET /v1/organizations/{org}/policy', { params: { org } });
  return { call, org, put, get };
}

test('a new organization inherits everything; the effective limits are the HIPAA defaults', async () => {
  const { get, org } = await setUp();
  const { body, headers } = await get();
  expect(body).toMatchObject({
    ...INHERIT,
    organization_id: org,
    policy_version: 1,
    effective: { session_idle_timeout_min: 15, session_absolute_max_min: 1440, refresh_window_min: 1440 },
  });
  expect(headers.etag).toBe('"1"');
});

test('a partial policy changes what it names; the log keeps before, after and version', async () => {
  const { call, put, get, org } = await setUp();
  expect((await put({ require_mfa: true, ip_allowlist: ['192.0.2.0/24'] })).body.policy_version).toBe(2);
  const second = await put({ session_idle_timeout_min: 5 });
  expect(second.body).toMatchObject({
    require_mfa: true,
    ip_allowlist: ['192.0.2.0/24'],
    session_idle_timeout_min: 5,
    policy_version: 3,
  });
  expect((await get()).body).toEqual(second.body);

  const query = { organization_id: org, events: 'org_policy.updated' };
  const { data } = (await call('GET /v1/events', { query })).body;
  expect(data[0].data.metadata).toMatchObject({
    before: { session_idle_timeout_min: 0, require_mfa: true },
    after: { session_idle_timeout_min: 5, require_mfa: true },
    version: 3,
  });
});

test('the strictest of project and organization is in effect', async () => {
  const { put } = await setUp({ policy: { ...INHERIT, session_idle_timeout_min: 10 } });
  expect((await put({ session_idle_timeout_min: 60 })).body.effective.session_idle_timeout_min).toBe(10);
  expect((await put({ session_idle_timeout_min: 5 })).body.effective.session_idle_timeout_min).toBe(5);
});

test('a policy that was stored before a member was there has it as it was, and a project may leave it out', async () => {
  const { passkey_binding: _, attestation: __, ...before } = INHERIT;
  const { org, get, put } = await setUp({ policy: { ...before, session_idle_timeout_min: 10 } });
  const key = { pk: { S: `ORG#${org}` }, sk: { S: 'ORG' } };
  await database.send(
    new UpdateItemCommand({
      TableName: TABLES.identity,
      Key: key,
      UpdateExpression: 'REMOVE #policy.passkey_binding, #policy.attestation',
      ExpressionAttributeNames: { '#policy': 'policy' },
    }),
  );
  expect((await get()).body).toMatchObject({ passkey_binding: 'any', attestation: 'none' });
  const changed = await put({ passkey_binding: 'device_bound' });
  expect(changed.body).toMatchObject({ passkey_binding: 'device_bound', attestation: 'none' });
});

test.each([
  ['an unknown member', { require_everything: true }],
  ['a negative time', { session_idle_timeout_min: -1 }],
  ['a fraction', { session_idle_timeout_min: 1.5 }],
  ['an unknown method', { disabled_methods: ['carrier_pigeon'] }],
  ['a network that is none', { ip_allowlist: ['192.0.2.1'] }],
  ['a country that is none', { geo_allow: ['USA'] }],
  ['an authenticator that is none', { allowed_aaguids: ['*'] }],
  ['a binding that is none', { passkey_binding: 'synced' }],
  ['an attestation that is none', { attestation: true }],
  ['an array', []],
])('%s is refused and changes nothing', async (_, body) => {
  const { put, get } = await setUp();
  expect((await put(body)).status).toBe(400);
  expect((await get()).body.policy_version).toBe(1);
});

test('If-Match guards against a change meanwhile', async () => {
  const { put } = await setUp();
  expect((await put({ require_sso: true }, { 'if-match': '"1"' })).headers.etag).toBe('"2"');
  const late = await put({ require_sso: false }, { 'if-match': '"1"' });
  expect(late).toMatchObject({ status: 409, body: { code: 'conflict' } });
});

test('of changes made at once none is lost: the version counts exactly those that were acknowledged', async () => {
  const { put, get } = await setUp();
  const all = await Promise.all([1, 2, 3, 4, 5, 6].map((minutes) => put({ session_idle_timeout_min: minutes })));
  const done = all.filter(({ status }) => status === 200).length;
  expect(all.every(({ status }) => status === 200 || status === 409)).toBe(true);
  expect((await get()).body.policy_version).toBe(1 + done);
});

test('the path that older clients use is the same policy', async () => {
  const { call, get, org } = await setUp();
  const params = { org };
  const old = await call('PUT /v1/session/orgs/{org}/policy', { params, body: { require_passkey: true } });
  expect(old.status).toBe(200);
  expect((await call('GET /v1/session/orgs/{org}/policy', { params })).body).toEqual((await get()).body);
});
