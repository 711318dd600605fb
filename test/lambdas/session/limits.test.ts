/** How sessions end by themselves: idle, absolute and refresh-window limits at the boundary, and a policy that changes. */
import { beforeAll, expect, test } from 'vitest';
import { INHERIT } from '../../../lambdas/organization/policy.ts';
import { request } from '../../dynamodb/api.ts';
import { handClock, MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeClinic,
  makeMember,
  makeOrganization,
  setPolicy,
  signIn,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

/** Signed in to an organization with this policy, at minute 0. */
const signedIn = (policy: Record<string, unknown> = {}) => makeMember(clinic, policy);

/** By a person who is there. */
const refresh = (envelope: Envelope, more: Record<string, unknown> = {}, from: Record<string, unknown> = {}) =>
  request('POST /v1/auth/refresh', {
    body: { refresh_token: envelope.refresh_token, activity: true, ...more },
    ...from,
  });
const verify = async (envelope: Envelope) =>
  (await request('POST /v1/sessions/verify', { key: clinic.secret, body: { access_token: envelope.access_token } }))
    .body;
const ends = async (org: string) => (await eventsOf(org)).filter(({ type }) => type === 'session.expired');

test('an access token lives five minutes, or a third of a short idle limit, and never beyond the session', async () => {
  const life = ({ envelope }: Awaited<ReturnType<typeof signedIn>>) => Date.parse(envelope.expires_at) - START;
  expect(life(await signedIn())).toBe(5 * MINUTE);
  expect(life(await signedIn({ session_idle_timeout_min: 6 }))).toBe(2 * MINUTE);
  expect(life(await signedIn({ session_absolute_max_min: 1 }))).toBe(MINUTE);
  expect((await signedIn({ session_idle_timeout_min: 6 })).envelope.session_policy).toEqual({
    idle_timeout_min: 6,
    absolute_max_min: 1_440,
    refresh_window_min: 1_440,
  });
});

test('idle: a second before the limit a session goes on, at the limit it is over, once and for all', async () => {
  const { org, envelope } = await signedIn();
  at(15, -1_000);
  const next = (await refresh(envelope)).body;
  expect(next.session_id).toBe(envelope.session_id);
  at(30, -1_000);
  expect((await refresh(next)).body.code).toBe('policy_violation_session_idle');
  expect((await refresh(next)).body.code, 'and stays over').toBe('session_expired');
  expect(await ends(org)).toMatchObject([
    { reason: 'policy_violation_session_idle', target: { type: 'session', id: envelope.session_id } },
  ]);
});

test('absolute: activity does not put it off', async () => {
  const { envelope } = await signedIn({ session_absolute_max_min: 25 });
  at(10);
  const second = (await refresh(envelope)).body;
  at(22);
  const third = (await refresh(second)).body;
  expect(Date.parse(third.expires_at)).toBe(START + 25 * MINUTE);
  at(25, -1_000);
  expect((await request('GET /v1/me', { headers: bearer(third.access_token) })).status).toBe(200);
  at(25);
  expect((await refresh(third)).body.code).toBe('policy_violation_session_absolute');
});

test('refresh window: after it a session is not refreshed, and lives as long as its token', async () => {
  const { envelope } = await signedIn({ refresh_window_min: 10 });
  at(10, -1_000);
  const next = (await refresh(envelope)).body;
  at(10);
  expect((await request('GET /v1/me', { headers: bearer(next.access_token) })).status).toBe(200);
  expect((await refresh(next)).body.code).toBe('policy_violation_session_refresh_window');
});

test('nor is the window passed by choosing the organization again', async () => {
  const { org, envelope } = await signedIn({ refresh_window_min: 10 });
  at(10, -1_000);
  const next = (await refresh(envelope)).body;
  at(10);
  const move = { headers: bearer(next.access_token), body: { organization_id: org } };
  const { status, body } = await request('POST /v1/sessions/select-org', move);
  expect([status, body.code]).toEqual([401, 'policy_violation_session_refresh_window']);
});

test('a user sees and ends no session that is past its limits: it has ended by itself', async () => {
  const { org, person, envelope } = await signedIn({ session_idle_timeout_min: 30 });
  const dead = (await signIn(person, { organization_id: org })).body.session_id;
  at(29);
  const here = (await refresh(envelope)).body;
  at(31);
  const headers = bearer(here.access_token);
  const { body } = await request('GET /v1/me/sessions', { headers });
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([envelope.session_id]);
  expect((await request('DELETE /v1/me/sessions', { headers })).status).toBe(204);
  const ended = (await eventsOf(org)).filter(({ type, target }) => type === 'session.revoked' && target.id === dead);
  expect(ended).toEqual([]);
});

test('the strictest of project and organization holds', async () => {
  const strict = await makeClinic({ policy: { ...INHERIT, session_idle_timeout_min: 5 } });
  const person = await enrol(strict);
  const org = await makeOrganization(strict, { session_idle_timeout_min: 9 });
  await join(person, org);
  const { body } = await signIn(person);
  expect(body.session_policy.idle_timeout_min).toBe(5);
  at(5);
  expect((await refresh(body)).body.code).toBe('policy_violation_session_idle');
});

test('introspection tells the limits, does not put them off, and ends a session that is past them', async () => {
  const { org, envelope } = await signedIn();
  at(2);
  expect(await verify(envelope)).toMatchObject({
    active: true,
    session_id: envelope.session_id,
    organization_id: org,
    role: 'clinician',
    last_active_at: new Date(START).toISOString(),
    idle_expires_at: new Date(START + 15 * MINUTE).toISOString(),
    absolute_expires_at: new Date(START + 1_440 * MINUTE).toISOString(),
  });
  await setPolicy(clinic, org, { session_idle_timeout_min: 3 });
  at(3, -1_000);
  expect((await verify(envelope)).active).toBe(true);
  at(3);
  expect(await verify(envelope)).toEqual({ active: false, code: 'policy_violation_session_idle' });
  expect(await verify(envelope), 'it has ended').toEqual({ active: false, code: 'session_expired' });
  expect(await ends(org)).toHaveLength(1);
});

test('introspection tells the role of this moment, not that of the last refresh', async () => {
  const { org, envelope } = await signedIn();
  const params = { org, id: envelope.memberships[0].id };
  const body = { role: 'reader' };
  await request('PATCH /v1/organizations/{org}/memberships/{id}', { key: clinic.secret, params, body });
  expect((await verify(envelope)).role).toBe('reader');
  const own = await request('POST /v1/sessions/verify', { headers: bearer(envelope.access_token), body: {} });
  expect(own.body.role).toBe('reader');
});

test('introspection answers nothing about the sessions of another project, and takes no other token', async () => {
  const { envelope } = await signedIn();
  const other = await makeClinic();
  const inactive = { active: false, code: 'session_expired' };
  for (const access_token of [envelope.access_token, envelope.refresh_token, 'a.b.c', ''])
    expect((await request('POST /v1/sessions/verify', { key: other.secret, body: { access_token } })).body).toEqual(
      inactive,
    );
  expect((await request('POST /v1/sessions/verify', { key: clinic.secret, body: {} })).body.code).toBe(
    'validation_failed',
  );
  const own = await request('POST /v1/sessions/verify', { headers: bearer(envelope.access_token), body: {} });
  expect(own.body).toMatchObject({ active: true, session_id: envelope.session_id });
});

/** The last member: what the log keeps of it. One that ends the session is written by whoever meets it first. */
const TIGHTENED: [string, Record<string, unknown>, string, 'session.expired' | 'session.check_refused'][] = [
  ['single sign-on', { require_sso: true }, 'policy_violation_sso_required', 'session.expired'],
  ['no passkeys', { disabled_methods: ['passkey'] }, 'policy_violation_method_disabled', 'session.expired'],
  ['a network', { ip_allowlist: ['10.0.0.0/8'] }, 'policy_violation_network', 'session.check_refused'],
  ['a country', { geo_allow: ['US'] }, 'policy_violation_location', 'session.check_refused'],
  [
    'a model',
    { allowed_aaguids: ['00000000-0000-4000-8000-00000000000a'] },
    'policy_violation_authenticator',
    'session.expired',
  ],
  ['a shorter idle limit', { session_idle_timeout_min: 1 }, 'policy_violation_session_idle', 'session.expired'],
  ['a shorter absolute limit', { session_absolute_max_min: 1 }, 'policy_violation_session_absolute', 'session.expired'],
];

test.each(TIGHTENED)('a policy that now demands %s acts on the next request', async (_, policy, code, event) => {
  const { org, envelope } = await signedIn();
  at(2);
  expect((await request('GET /v1/me', { headers: bearer(envelope.access_token) })).status).toBe(200);
  await setPolicy(clinic, org, policy);
  expect((await request('GET /v1/me', { headers: bearer(envelope.access_token) })).body.code).toBe(code);
  const last = (await eventsOf(org)).filter(({ type }) => type.startsWith('session.')).at(-1);
  expect(last).toMatchObject({ type: event, reason: code, target: { type: 'session', id: envelope.session_id } });
  const over = event === 'session.expired';
  expect((await refresh(envelope)).body.code).toBe(over ? 'session_expired' : code);
  expect(await ends(org)).toHaveLength(over ? 1 : 0);
});

test('from an allowed network the same session goes on', async () => {
  const { org, envelope } = await signedIn();
  await setPolicy(clinic, org, { ip_allowlist: ['10.0.0.0/8'] });
  expect((await refresh(envelope)).status).toBe(403);
  expect((await refresh(envelope, {}, { ip: '10.1.2.3' })).status).toBe(200);
});

test('a country that the client claims opens nothing, whatever it claims', async () => {
  const { org, person, envelope } = await signedIn();
  const claimed = { 'cloudfront-viewer-country': 'US' };
  for (const policy of [{ geo_allow: ['US'] }, { geo_allow: [], geo_deny: ['KP'] }]) {
    await setPolicy(clinic, org, policy);
    expect((await refresh(envelope, {}, { headers: claimed })).body.code).toBe('policy_violation_location');
    const me = await request('GET /v1/me', { headers: { ...claimed, ...bearer(envelope.access_token) } });
    expect(me.body.code).toBe('policy_violation_location');
  }
  expect((await signIn(person)).body.code).toBe('policy_violation_location');
});

test('a member who is removed and a user who is disabled are out at once', async () => {
  const removed = await signedIn();
  const [membership] = removed.envelope.memberships;
  const params = { org: removed.org, id: membership.id };
  await request('DELETE /v1/organizations/{org}/memberships/{id}', { key: clinic.secret, params });
  expect((await request('GET /v1/me', { headers: bearer(removed.envelope.access_token) })).body.code).toBe(
    'session_expired',
  );
  expect((await refresh(removed.envelope)).body.code).toBe('session_expired');

  const disabled = await signedIn();
  const body = { status: 'disabled' };
  await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: disabled.person.userId }, body });
  expect((await request('GET /v1/me', { headers: bearer(disabled.envelope.access_token) })).body.code).toBe(
    'user_disabled',
  );
  expect((await refresh(disabled.envelope)).body.code, 'it ended when it was met').toBe('session_expired');
  expect((await signIn(disabled.person)).body.code).toBe('user_disabled');
});

test('nor does a session come back with its person: neither with a new membership nor when they are enabled again', async () => {
  const { org, person, envelope } = await signedIn();
  const params = { org, id: envelope.memberships[0].id };
  await request('DELETE /v1/organizations/{org}/memberships/{id}', { key: clinic.secret, params });
  await join(person, org);
  expect((await request('GET /v1/me', { headers: bearer(envelope.access_token) })).body.code).toBe('session_expired');
  expect((await refresh(envelope)).body.code).toBe('session_expired');

  const again = (await signIn(person)).body;
  at(1);
  for (const status of ['disabled', 'active'])
    await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: person.userId }, body: { status } });
  expect((await request('GET /v1/me', { headers: bearer(again.access_token) })).body.code).toBe('session_expired');
  expect((await refresh(again)).body.code).toBe('session_expired');
  at(1, 1);
  expect((await signIn(person)).status).toBe(200);
});
