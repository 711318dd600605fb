/** Who sees which sessions, and who ends them: their owner one by one or all others, and who manages the project all. */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, type Envelope, enrol, makeClinic, makeMember, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const me = ({ access_token }: Envelope) => request('GET /v1/me', { headers: bearer(access_token) });
const mine = async ({ access_token }: Envelope) =>
  (await request('GET /v1/me/sessions', { headers: bearer(access_token) })).body.data;
const theirs = (id: string, key = clinic.secret) => request('GET /v1/users/{id}/sessions', { key, params: { id } });
const endMine = ({ access_token }: Envelope, id: string) =>
  request('DELETE /v1/me/sessions/{id}', { headers: bearer(access_token), params: { id } });
const endTheirs = (id: string, key = clinic.secret) =>
  request('DELETE /v1/users/{id}/sessions', { key, params: { id } });
const idsOf = (sessions: { id: string }[]) => sessions.map(({ id }) => id);

test('a person sees their sessions, newest first: from what, from where, since when, and which one this is', async () => {
  const { org, person, envelope } = await makeMember(clinic);
  at(1);
  const here = (await signIn(person, { organization_id: org }, { ip: '2001:db8:1:2::3' })).body;
  at(2);
  const seen = await mine(here);
  expect(seen).toMatchObject([
    {
      id: here.session_id,
      organization_id: org,
      method: 'passkey',
      factors: ['passkey'],
      user_agent: 'test-agent/1.0',
      device: { kind: null },
      network: '2001:db8:1::/48',
      current: true,
      impersonator_user_id: null,
    },
    { network: '203.0.113.0/24', current: false },
    { current: false },
  ]);
  expect(new Set(idsOf(seen.slice(1)))).toEqual(new Set([envelope.session_id, person.envelope.session_id]));
  expect(JSON.stringify(seen), 'the address itself is kept nowhere').not.toContain('2001:db8:1:2');
});

test('who manages the project sees them too, but not where the person was', async () => {
  const { person, envelope } = await makeMember(clinic);
  const { status, body } = await theirs(person.userId);
  expect(status).toBe(200);
  expect(new Set(idsOf(body.data))).toEqual(new Set([envelope.session_id, person.envelope.session_id]));
  expect(Object.keys(body.data[0])).not.toContain('network');
  expect(JSON.stringify(body)).not.toMatch(/203\.0\.113|test-agent/);
  const other = await makeClinic();
  expect((await theirs(person.userId, other.secret)).body.code).toBe('not_found');
});

test('nor does an operator who acts as the person', async () => {
  const { person } = await makeMember(clinic);
  const admin = await makeOperator(clinic, 'admin');
  const why = { reason: 'The list of sessions does not open', ticket: 'HELP-2' };
  const acting = await admin.call('POST /v1/impersonations', { body: { user_id: person.userId, ...why } });
  const seen = await mine(acting.body);
  expect(idsOf(seen)).toEqual(expect.arrayContaining([acting.body.session_id, person.envelope.session_id]));
  expect(JSON.stringify(seen)).not.toMatch(/203\.0\.113|test-agent/);
});

test('nobody sees a session that is over, whatever ended it', async () => {
  const { person, envelope } = await makeMember(clinic, { session_idle_timeout_min: 3 });
  at(3);
  expect(idsOf((await theirs(person.userId)).body.data), 'by itself').toEqual([person.envelope.session_id]);
  at(4);
  for (const status of ['disabled', 'active'])
    await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: person.userId }, body: { status } });
  expect((await theirs(person.userId)).body.data, 'with all before').toEqual([]);

  const two = await makeMember(clinic);
  const params = { org: two.org, id: two.envelope.memberships[0].id };
  await request('DELETE /v1/organizations/{org}/memberships/{id}', { key: clinic.secret, params });
  expect(idsOf((await theirs(two.person.userId)).body.data), 'with the membership').toEqual([
    two.person.envelope.session_id,
  ]);
  expect(envelope.session_id).toBeDefined();
});

test('a person ends one of their sessions, and nobody else’s', async () => {
  const { org, person, envelope } = await makeMember(clinic);
  const there = (await signIn(person)).body;
  expect((await endMine(envelope, there.session_id)).status).toBe(204);
  expect((await endMine(envelope, there.session_id)).status, 'twice is once').toBe(204);
  expect((await me(there)).body.code).toBe('session_expired');
  const stranger = await enrol(clinic);
  expect((await endMine(envelope, stranger.envelope.session_id)).body.code).toBe('not_found');
  expect((await me(stranger.envelope)).status).toBe(200);
  const ended = (await eventsOf(org)).filter(
    ({ type, target }) => type === 'session.revoked' && target.id === there.session_id,
  );
  expect(ended).toMatchObject([{ reason: 'signed_out', subjects: [person.userId] }]);
  expect((await endMine(envelope, envelope.session_id)).status, 'this one too').toBe(204);
  expect((await me(envelope)).body.code).toBe('session_expired');
});

test('who manages the project ends them all, with one change and an event for each', async () => {
  const { org, person, envelope } = await makeMember(clinic);
  const there = (await signIn(person)).body;
  at(1);
  expect((await endTheirs(person.userId)).status).toBe(204);
  for (const one of [envelope, there, person.envelope]) expect((await me(one)).body.code).toBe('session_expired');
  expect((await theirs(person.userId)).body.data).toEqual([]);
  const events = [...(await eventsOf(clinic.projectId)), ...(await eventsOf(org))];
  expect(events.filter(({ type, target }) => type === 'user.signed_out' && target.id === person.userId)).toMatchObject([
    { actor: { type: 'api_key', id: clinic.keyId }, subjects: [person.userId] },
  ]);
  const revoked = events.filter(({ type, subjects }) => type === 'session.revoked' && subjects.includes(person.userId));
  expect(revoked.map(({ reason, target }) => [reason, target.id]).sort()).toEqual(
    [envelope, there, person.envelope].map(({ session_id }) => ['signed_out_everywhere', session_id]).sort(),
  );
  at(2);
  const again = await signIn(person);
  expect((await me(again.body)).status, 'and they may come back').toBe(200);
});

test('another project’s key finds nobody there', async () => {
  const { person, envelope } = await makeMember(clinic);
  const other = await makeClinic();
  expect((await endTheirs(person.userId, other.secret)).body.code).toBe('not_found');
  expect((await me(envelope)).status).toBe(200);
});
