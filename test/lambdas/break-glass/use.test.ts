/** What a grant permits: exactly its scope, in its organization, until its last millisecond, and every event names it. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { type Emergency, enrolEmergency, enrolOperator, giveRoles, openByPasskey } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({ publishIncident: async () => {} }));

let clinic: Clinic;
let operator: Emergency;
beforeAll(async () => {
  clinic = await makeClinic({ settings: { two_person: true } });
  operator = await enrolEmergency(clinic);
});
afterEach(() => {
  vi.useRealTimers();
});

async function opened(asked: Record<string, unknown> = {}, who = operator): Promise<{ id: string; token: string }> {
  const { status, body } = await openByPasskey(who, asked);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}
const scope = (permissions: string[], organization_id?: string) => ({ scope: { permissions, organization_id } });

const getPolicy = (token: string, org: string) =>
  request('GET /v1/organizations/{org}/policy', { headers: bearer(token), params: { org } });
const putPolicy = (token: string, org: string, body: Record<string, unknown>) =>
  request('PUT /v1/organizations/{org}/policy', { headers: bearer(token), params: { org }, body });
const close = (token: string, id: string) =>
  request('POST /v1/admin/break-glass/{id}/close', { headers: bearer(token), params: { id } });
const see = (token: string, id: string) =>
  request('GET /v1/admin/break-glass/{id}', { headers: bearer(token), params: { id } });

test('it permits what it was opened for and nothing else', async () => {
  const org = await makeOrganization(clinic);
  const { token } = await opened(scope(['policies:write']));
  expect((await putPolicy(token, org, { require_mfa: true })).status).toBe(200);
  expect(await request('GET /v1/users', { headers: bearer(token) })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  expect(await request('GET /v1/me', { headers: bearer(token) })).toMatchObject({ status: 401 });
});

test('loosening a policy needs no second person under it, and is marked', async () => {
  const org = await makeOrganization(clinic, { require_passkey: true, require_mfa: true });
  const { id, token } = await opened(scope(['policies:write']));
  const loosened = await putPolicy(token, org, { require_passkey: false, require_mfa: false });
  expect(loosened).toMatchObject({ status: 200, body: { require_passkey: false } });
  const [event] = (await eventsOf(org)).filter(({ type }) => type === 'org_policy.updated').slice(-1);
  expect(event).toMatchObject({ grant: { type: 'break_glass', id }, actor: { type: 'operator', id: operator.userId } });
});

test('every event between open and close carries the grant', async () => {
  const own = await makeClinic();
  const who = await enrolEmergency(own);
  const org = await makeOrganization(own);
  const before = new Set((await eventsOf(own.projectId)).map(({ id }) => id));
  const inOrg = new Set((await eventsOf(org)).map(({ id }) => id));
  const { id, token } = await opened(scope(['policies:write', 'audit:read', 'users:read']), who);
  await putPolicy(token, org, { require_mfa: true });
  await request('GET /v1/users', { headers: bearer(token) });
  await see(token, id);
  await close(token, id);
  const after = [...(await eventsOf(own.projectId)), ...(await eventsOf(org))].filter(
    (event) => !before.has(event.id) && !inOrg.has(event.id),
  );
  expect(after.map(({ type }) => type)).toEqual([
    'break_glass.alarmed',
    'break_glass.opened',
    'audit.events_read',
    'break_glass.closed',
    'org_policy.updated',
  ]);
  for (const event of after) expect(event).toMatchObject({ grant: { type: 'break_glass', id } });
});

test('a grant for one organization: another is not there, and what belongs to none is forbidden', async () => {
  const [mine, other] = [await makeOrganization(clinic), await makeOrganization(clinic)];
  const foreign = await makeOrganization(await makeClinic());
  const { id, token } = await opened(scope(['policies:read', 'policies:write', 'users:read', 'audit:read'], mine));
  expect((await getPolicy(token, mine)).status).toBe(200);
  expect((await putPolicy(token, mine, { require_mfa: true })).status).toBe(200);
  for (const org of [other, foreign, 'org_01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
    expect(await getPolicy(token, org)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await putPolicy(token, org, {})).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
  expect(await request('GET /v1/users', { headers: bearer(token) })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  expect((await see(token, id)).status, 'its own state').toBe(200);
  expect((await close(token, id)).status).toBe(200);
});

test('closing it ends it at once, and once', async () => {
  const org = await makeOrganization(clinic);
  const { id, token } = await opened(scope(['policies:read']));
  const both = await Promise.all([close(token, id), close(token, id)]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await getPolicy(token, org)).status).toBe(401);
  expect(
    (await eventsOf(clinic.projectId)).filter(({ type, target }) => type === 'break_glass.closed' && target.id === id),
  ).toHaveLength(1);
});

test.each([
  ['the one who opened it, signed in', 'self', 200],
  ['a privacy officer', ['privacy_officer'], 200],
  ['an owner', ['owner'], 200],
  ['an admin', ['admin'], 403],
  ['another emergency operator', ['emergency'], 403],
] as const)('%s closes it: %s', async (_, who, status) => {
  const { id, token } = await opened();
  const { token: session } = who === 'self' ? operator : await enrolOperator(clinic, [...who]);
  expect((await close(session, id)).status).toBe(status);
  expect((await see(token, id)).status).toBe(status === 200 ? 401 : 200);
});

test('another grant, and another project, can neither see nor close it', async () => {
  const { id } = await opened();
  const other = await opened({}, await enrolEmergency(clinic));
  const foreign = await enrolOperator(await makeClinic(), ['owner']);
  for (const token of [other.token, foreign.token]) {
    expect((await see(token, id)).status).toBe(404);
    expect((await close(token, id)).status).toBe(404);
  }
  const list = await request('GET /v1/admin/break-glass', { headers: bearer(other.token) });
  expect(list.body.data.map((grant: { id: string }) => grant.id)).toEqual([other.id]);
  const readiness = await request('GET /v1/admin/break-glass/readiness', { headers: bearer(other.token) });
  expect(readiness.status).toBe(403);
});

test('disabling the operator, or taking the role, ends it at once', async () => {
  const [disabled, dismissed] = [await enrolEmergency(clinic), await enrolEmergency(clinic)];
  const grants = [await opened({}, disabled), await opened({}, dismissed)];
  await request('PATCH /v1/users/{id}', {
    key: clinic.secret,
    params: { id: disabled.userId },
    body: { status: 'disabled' },
  });
  await giveRoles(dismissed, ['admin']);
  for (const { id, token } of grants) expect((await see(token, id)).status).toBe(401);
});

test('a token that is altered, cut or made up is nobody’s', async () => {
  const { id, token } = await opened();
  const other = await opened();
  const mixed = `${token.slice(0, 31)}${other.token.slice(31)}`;
  for (const wrong of [
    `${token}x`,
    token.slice(0, -1),
    mixed,
    token.toLowerCase(),
    'bgt_',
    `bgt_${'0'.repeat(26)}_${'A'.repeat(43)}`,
  ])
    expect((await see(wrong, id)).status).toBe(401);
});

test('who may read the log sees with the grant what was done under it', async () => {
  const org = await makeOrganization(clinic);
  const { id, token } = await opened(scope(['policies:write']));
  await putPolicy(token, org, { require_mfa: true });
  await close(token, id);
  const { token: officer } = await enrolOperator(clinic, ['privacy_officer']);
  const { body } = await see(officer, id);
  expect(body.events_complete).toBe(true);
  expect(body.events.map(({ event }: { event: string }) => event)).toEqual([
    'break_glass.closed',
    'org_policy.updated',
    'break_glass.opened',
    'break_glass.alarmed',
  ]);
  const { token: peer } = await enrolEmergency(clinic);
  expect((await see(peer, id)).body).toMatchObject({ id, events: null, events_complete: null });
});

// The last one, because ids of events never go back behind a time that was seen.
test('it ends at its last minute, to the millisecond, whatever was done meanwhile', async () => {
  const org = await makeOrganization(clinic);
  vi.useFakeTimers({ toFake: ['Date'] });
  const begun = Date.now();
  const { id, token } = await opened({ ...scope(['policies:read']), minutes: 60 });
  vi.setSystemTime(begun + 3_599_999);
  expect((await getPolicy(token, org)).status).toBe(200);
  vi.setSystemTime(begun + 3_600_000);
  expect(await getPolicy(token, org)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect((await see(token, id)).status).toBe(401);
  const seen = await request('GET /v1/admin/break-glass/{id}', { key: clinic.secret, params: { id } });
  expect(seen.body).toMatchObject({ status: 'expired', review: { state: 'due' } });
});
