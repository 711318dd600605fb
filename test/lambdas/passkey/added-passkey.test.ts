/** A passkey that a signed-in user adds: from a fresh proof, and never as a way around the limits of a session. */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  anonymously,
  type Clinic,
  join,
  makeClinic,
  makeMember,
  makeOrganization,
  setPolicy,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const member = (policy: Record<string, unknown> = {}) => makeMember(clinic, policy);
const begin = ({ access_token }: { access_token: string }, body: Record<string, unknown> = {}) =>
  request('POST /v1/auth/passkey/register/options', { headers: bearer(access_token), body });
const finish = ({ body }: Awaited<ReturnType<typeof begin>>) =>
  request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: body.request_id, credential: makeAuthenticator().create(body.options) },
  });

test('a session that reached its idle limit during the ceremony is not revived by it, and ends', async () => {
  const { org, envelope } = await member({ session_idle_timeout_min: 3 });
  const begun = await begin(envelope);
  at(3);
  const { status, body } = await finish(begun);
  expect([status, body.code]).toEqual([401, 'policy_violation_session_idle']);
  const types = (await eventsOf(org)).map(({ type }) => type);
  expect(types).toContain('session.expired');
  expect(types).not.toContain('passkey.registered');
});

test('nor one whose refresh window closed, or whose network is not allowed any more', async () => {
  const late = await member({ refresh_window_min: 4 });
  const begun = await begin(late.envelope);
  at(4);
  expect((await finish(begun)).body.code).toBe('policy_violation_session_refresh_window');

  at(0);
  const away = await member();
  const elsewhere = await begin(away.envelope);
  await setPolicy(clinic, away.org, { ip_allowlist: ['10.0.0.0/8'] });
  expect((await finish(elsewhere)).body.code).toBe('policy_violation_network');
});

test('another organization is reached within its own limits only', async () => {
  const { person, envelope } = await member({ session_idle_timeout_min: 60 });
  const strict = await makeOrganization(clinic, { session_idle_timeout_min: 2 });
  await join(person, strict);
  at(1);
  const begun = await begin(envelope, { organization_id: strict });
  at(2);
  const { status, body } = await finish(begun);
  expect([status, body.code]).toEqual([401, 'policy_violation_session_idle']);
  expect((await request('GET /v1/me', { headers: bearer(envelope.access_token) })).status, 'and stays').toBe(200);
});

test('the proof is at most fifteen minutes old, however fresh the token is', async () => {
  const { envelope } = await member({ session_idle_timeout_min: 60 });
  at(15);
  const next = await request('POST /v1/auth/refresh', { body: { refresh_token: envelope.refresh_token } });
  expect((await begin(next.body)).status).toBe(200);
  at(15, 1);
  const { status, body } = await begin(next.body);
  expect([status, body.code]).toEqual([403, 'recent_authentication_required']);
});
