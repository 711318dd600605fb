/** Choosing an organization, signing out, and what users see and change of themselves. */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeClinic,
  makeMember,
  makeOrganization,
  signIn,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const me = (envelope: Envelope) => request('GET /v1/me', { headers: bearer(envelope.access_token) });
const refresh = ({ refresh_token }: Envelope) => request('POST /v1/auth/refresh', { body: { refresh_token } });
const choose = (envelope: Envelope, organization_id: string, path: 'select-org' | 'switch-org' = 'select-org') =>
  request(`POST /v1/sessions/${path}`, { headers: bearer(envelope.access_token), body: { organization_id } });

async function memberOfTwo(policy: Record<string, unknown> = {}) {
  const { org: one, person, envelope } = await makeMember(clinic, {}, 'nurse');
  const two = await makeOrganization(clinic, policy);
  await join(person, two, 'doctor');
  return { one, two, person, envelope };
}

test('a session moves to another organization with new tokens; the old access token is no good here any more', async () => {
  const { one, two, envelope } = await memberOfTwo();
  const { status, body } = await choose(envelope, two);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    session_id: envelope.session_id,
    active_organization: { id: two },
    active_role: 'doctor',
  });
  expect(body.refresh_token).not.toBe(envelope.refresh_token);
  expect((await me(envelope)).body.code).toBe('unauthenticated');
  expect((await me(body)).status).toBe(200);
  const renewed = (await refresh(body)).body;
  expect(renewed.active_organization.id, 'and stays there').toBe(two);
  const back = await choose(renewed, one, 'switch-org');
  expect(back.body.active_role).toBe('nurse');
  const [event] = (await eventsOf(two)).filter(({ type }) => type === 'session.organization_selected');
  expect(event).toMatchObject({ detail: { from: one }, target: { id: envelope.session_id } });
});

test('a refresh that crosses the move gets the tokens of the move', async () => {
  const { two, envelope } = await memberOfTwo();
  const moved = (await choose(envelope, two)).body;
  const { status, body } = await refresh(envelope);
  expect(status).toBe(200);
  expect(body.refresh_token).toBe(moved.refresh_token);
  expect(body.active_organization.id).toBe(two);
});

test('the target’s policy is applied first: a refusal leaves the session where it is', async () => {
  const { two, envelope } = await memberOfTwo({ require_sso: true });
  expect((await choose(envelope, two)).body.code).toBe('policy_violation_sso_required');
  expect((await me(envelope)).status).toBe(200);
  const attempts = (await eventsOf(two)).filter(({ type }) => type === 'auth.signin_attempt');
  expect(attempts).toMatchObject([{ outcome: 'denied', reason: 'policy_violation_sso_required' }]);
});

test('who is no member, of this project or another, is told the same', async () => {
  const { envelope } = await memberOfTwo();
  for (const org of [
    await makeOrganization(clinic),
    await makeOrganization(await makeClinic()),
    'org_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ]) {
    const { status, body } = await choose(envelope, org);
    expect([status, body.code]).toEqual([404, 'membership_not_found']);
  }
});

test('signing out ends the session at once, everywhere', async () => {
  const { envelope } = await enrol(clinic);
  const out = await request('POST /v1/auth/sign-out', { headers: bearer(envelope.access_token), body: {} });
  expect(out.status).toBe(204);
  expect((await me(envelope)).body.code).toBe('session_expired');
  expect((await refresh(envelope)).body.code).toBe('session_expired');
  const token = { key: clinic.secret, body: { access_token: envelope.access_token } };
  expect((await request('POST /v1/sessions/verify', token)).body.active).toBe(false);
  const events = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === envelope.session_id);
  expect(events.map(({ type }) => type)).toContain('session.revoked');
});

test('a user ends another session of theirs, and nobody else’s', async () => {
  const person = await enrol(clinic);
  const here = person.envelope;
  const there = (await signIn(person)).body;
  const revoke = (session_id: string) =>
    request('POST /v1/sessions/revoke', { headers: bearer(here.access_token), body: { session_id } });
  expect((await revoke(there.session_id)).status).toBe(204);
  expect((await revoke(there.session_id)).status, 'twice is once').toBe(204);
  expect((await me(there)).body.code).toBe('session_expired');
  const stranger = await enrol(clinic);
  expect((await revoke(stranger.envelope.session_id)).body.code).toBe('not_found');
  expect((await me(stranger.envelope)).status).toBe(200);
});

test('a user sees their sessions and ends all others', async () => {
  const person = await enrol(clinic);
  const here = (await signIn(person)).body;
  const headers = bearer(here.access_token);
  const { body } = await request('GET /v1/me/sessions', { headers });
  expect(body.data).toMatchObject([
    { id: here.session_id, current: true, method: 'passkey', user_agent: 'test-agent/1.0' },
    { id: person.envelope.session_id, current: false },
  ]);
  expect((await request('DELETE /v1/me/sessions', { headers })).status).toBe(204);
  expect((await me(person.envelope)).body.code).toBe('session_expired');
  expect((await request('GET /v1/me/sessions', { headers })).body.data).toHaveLength(1);
});

test('a user sees and changes their name, and nothing else of themselves', async () => {
  const { envelope, userId, email } = await enrol(clinic);
  const headers = bearer(envelope.access_token);
  expect((await me(envelope)).body).toMatchObject({ id: userId, email, name: 'A Person' });
  const changed = await request('PATCH /v1/me', { headers, body: { name: 'Ada' } });
  expect(changed.body).toMatchObject({ id: userId, name: 'Ada', email });
  expect((await request('PATCH /v1/me', { headers, body: { name: null } })).body.name).toBeUndefined();
  for (const body of [{ email: 'x@y.test' }, { status: 'disabled' }, { metadata: {} }])
    expect((await request('PATCH /v1/me', { headers, body })).body.code).toBe('validation_failed');
  const events = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === userId);
  const updates = events.filter(({ type }) => type === 'user.profile_updated');
  expect(updates).toMatchObject([{ detail: { changed: ['name'] }, subjects: [userId] }, {}]);
  expect(JSON.stringify(updates)).not.toContain('Ada');
});

test('a user sees their organizations', async () => {
  const { one, two, envelope } = await memberOfTwo();
  const { body } = await request('GET /v1/me/organizations', { headers: bearer(envelope.access_token) });
  const seen = body.data.map((row: Envelope) => [row.organization_id, row.role, row.organization.id, row.status]);
  expect(new Set(seen.map(String))).toEqual(
    new Set([[one, 'nurse', one, 'active'].join(), [two, 'doctor', two, 'active'].join()]),
  );
});
