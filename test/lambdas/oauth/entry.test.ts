/**
 * Where a code leads: the policy of the organization is applied to the person at the hosted page, with the network that
 * they are in, and not to the server of their client, which redeems the code from anywhere.
 */
import { beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  aRequest,
  authorize,
  exchangeToken,
  getCode,
  locationOf,
  makePkce,
  makeVisitor,
  redeem,
  registerRedirect,
  type Visitor,
} from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, join, makeClinic, makeOrganization, setPolicy } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const WARD = '10.1.2.3';
const SERVER = '198.51.100.7';
let clinic: Clinic;
let visitor: Visitor;
beforeAll(async () => {
  clinic = await makeClinic();
  await registerRedirect(clinic);
  visitor = await makeVisitor(clinic);
});

async function organizationWith(policy: Record<string, unknown>): Promise<string> {
  const organization = await makeOrganization(clinic, policy);
  await join(visitor.person, organization);
  return organization;
}

/** Where the browser is sent from this address, with this in the request. */
async function enter(more: Record<string, string>, ip?: string): Promise<URL> {
  return locationOf(await authorize(aRequest(clinic, makePkce().challenge, more), visitor.cookie, ip));
}
const denials = async (scope: string) =>
  (await eventsOf(scope)).filter(({ type, outcome }) => type === 'auth.signin_attempt' && outcome === 'denied');

test('a person in the network of their organization gets a session, wherever the server of their client is', async () => {
  const organization_id = await organizationWith({ ip_allowlist: ['10.0.0.0/8'] });
  const { verifier, challenge } = makePkce();
  const answer = await authorize(aRequest(clinic, challenge, { organization_id }), visitor.cookie, WARD);
  const code = locationOf(answer).searchParams.get('code') ?? '';
  const { status, body } = await redeem(visitor.person, code, verifier, {}, SERVER);
  expect(status).toBe(200);
  const checked = { key: clinic.secret, body: { access_token: body.access_token } };
  expect((await request('POST /v1/sessions/verify', checked)).body).toMatchObject({ active: true, organization_id });

  const refreshFrom = (ip: string) =>
    exchangeToken(
      { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: clinic.projectId },
      {},
      ip,
    );
  expect((await refreshFrom(SERVER)).body.error, 'which lasts only where it is used from there').toBe('invalid_grant');
  expect((await refreshFrom(WARD)).status).toBe(200);
});

test('a person outside of it gets none, though the server is inside: the client is told, and the log', async () => {
  const organization_id = await organizationWith({ ip_allowlist: ['198.51.100.0/24'] });
  const back = await enter({ organization_id }, '203.0.113.9');
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 'af0ifjsldkj' });
  expect(back.searchParams.has('code')).toBe(false);
  expect(await denials(organization_id)).toMatchObject([
    { reason: 'policy_violation_network', target: { id: visitor.person.userId }, subjects: [visitor.person.userId] },
  ]);
});

test('nor does one in a country that it does not allow, or whose country nobody knows', async () => {
  const organization_id = await organizationWith({ geo_allow: ['DE'] });
  expect((await enter({ organization_id })).searchParams.get('error')).toBe('access_denied');
  expect(await denials(organization_id)).toMatchObject([{ reason: 'policy_violation_location' }]);
});

test('who does not belong there is told no more than that, and the organization’s log nothing', async () => {
  const foreign = await makeOrganization(await makeClinic());
  for (const organization_id of [await makeOrganization(clinic), foreign]) {
    expect((await enter({ organization_id })).searchParams.get('error')).toBe('access_denied');
    expect(await denials(organization_id)).toEqual([]);
  }
  const reasons = (await denials(clinic.projectId)).map(({ reason }) => reason);
  expect(reasons).toEqual(['membership_not_found', 'membership_not_found']);
});

test('what is no organization’s id is told to the client, and looked up nowhere', async () => {
  for (const organization_id of ['org_1', `${await makeOrganization(clinic)}#POLICY`, '#'])
    expect((await enter({ organization_id })).searchParams.get('error')).toBe('invalid_request');
});

test('whom another proof would help is asked for it at the hosted page', async () => {
  const organization_id = await organizationWith({ disabled_methods: ['passkey'] });
  const page = await enter({ organization_id });
  expect([page.pathname, page.searchParams.get('organization_id')]).toEqual(['/sign-in/', organization_id]);
  const silent = await enter({ organization_id, prompt: 'none' });
  expect(silent.searchParams.get('error')).toBe('login_required');
});

test('so is whoever has a session that may not be refreshed any more', async () => {
  const organization_id = await organizationWith({ refresh_window_min: 2 });
  expect((await enter({ organization_id })).searchParams.get('code')).toMatch(/^ac_/);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 60_000 });
  const later = await enter({ organization_id }).finally(() => vi.useRealTimers());
  expect(later.pathname).toBe('/sign-in/');
});

test('the policy of the moment of the redemption decides: a code from before is no way around it', async () => {
  const organization_id = await organizationWith({});
  const { verifier, challenge } = makePkce();
  const code = await getCode(visitor, challenge, { organization_id });
  expect(code).toMatch(/^ac_/);
  await setPolicy(clinic, organization_id, { disabled_methods: ['passkey'] });
  const refused = await redeem(visitor.person, code, verifier);
  expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await denials(organization_id)).toMatchObject([{ reason: 'policy_violation_method_disabled' }]);
  expect((await request('GET /v1/me', { headers: bearer(visitor.person.envelope.access_token) })).status).toBe(200);
});
