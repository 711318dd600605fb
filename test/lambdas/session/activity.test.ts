/** What puts the idle limit off: a person who does something, and nothing that runs by itself (ADR 0019). */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock, MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, type Envelope, makeClinic, makeMember } from '../../dynamodb/people.ts';
import { bearer, call } from '../../dynamodb/world.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

type Said = { readonly activity?: boolean; readonly background?: boolean };
const refresh = ({ refresh_token }: Envelope, said: Said = {}) =>
  request('POST /v1/auth/refresh', { body: { refresh_token, ...said } });
const verify = ({ access_token }: Envelope, said: Said = {}) =>
  request('POST /v1/sessions/verify', { key: clinic.secret, body: { access_token, ...said } });
const verifyOwn = ({ access_token }: Envelope, said: Said = {}) =>
  request('POST /v1/sessions/verify', { headers: bearer(access_token), body: said });

const typed = async (org: string, type: string) => (await eventsOf(org)).filter((event) => event.type === type);
const time = (minute: number) => new Date(START + minute * MINUTE).toISOString();

test.each<[string, Said]>([
  ['say nothing', {}],
  ['say that nobody was there', { activity: false }],
  ['say so as older clients do', { background: true }],
])('a client that refreshes and checks by itself lets its session end: calls that %s', async (_, said) => {
  const { org, envelope } = await makeMember(clinic);
  let current = envelope;
  for (const minute of [4, 8, 12]) {
    at(minute);
    current = (await refresh(current, said)).body;
    const { activity } = said;
    expect((await verify(current, { activity })).body.last_active_at).toBe(time(0));
    expect((await verifyOwn(current, { activity })).body.last_active_at).toBe(time(0));
  }
  expect(Date.parse(current.expires_at), 'and no token outlives it').toBe(START + 15 * MINUTE);
  at(15);
  expect((await refresh(current, said)).body.code).toBe('policy_violation_session_idle');
  expect(await typed(org, 'session.active')).toEqual([]);
});

test('a refresh that a person caused puts the limit off', async () => {
  const { org, envelope } = await makeMember(clinic);
  at(14);
  const { body } = await refresh(envelope, { activity: true });
  at(28);
  expect((await refresh(body)).status).toBe(200);
  const told = (await typed(org, 'session.refreshed')).map(({ detail }) => detail?.activity);
  expect(told, 'and the log tells which of them did').toEqual([true, false]);
});

test.each([
  ['a customer’s server', verify],
  ['the person’s own client', verifyOwn],
])('so does a check in which %s says that the person was there: as an event', async (_, check) => {
  const { org, person, envelope } = await makeMember(clinic);
  at(4);
  const { body } = await check(envelope, { activity: true });
  expect(body).toMatchObject({ active: true, last_active_at: time(4), idle_expires_at: time(19) });
  at(18);
  expect((await refresh(envelope)).status).toBe(200);
  expect(await typed(org, 'session.active')).toMatchObject([
    {
      target: { type: 'session', id: envelope.session_id },
      detail: { idle_expires_at: START + 19 * MINUTE },
      subjects: [person.userId],
    },
  ]);
});

test('P8: it is written at most once a minute, however many say so at once', async () => {
  const { org, envelope } = await makeMember(clinic);
  const crowd = async () => Promise.all(Array.from({ length: 50 }, () => verify(envelope, { activity: true })));
  for (const [second, written] of [
    [59.999, 0],
    [60, 1],
    [119.999, 1],
    [120, 2],
  ] as const) {
    at(0, second * 1_000);
    const answers = await crowd();
    expect(answers.filter(({ body }) => !body.active)).toEqual([]);
    expect(await typed(org, 'session.active')).toHaveLength(written);
  }
});

test('where the limit is short it is written more often, so that a person who is there stays', async () => {
  const { envelope } = await makeMember(clinic, { session_idle_timeout_min: 1 });
  at(0, 19_000);
  expect((await verify(envelope, { activity: true })).body.last_active_at, 'a third').toBe(time(0));
  at(0, 20_000 - 1);
  const next = (await refresh(envelope)).body;
  at(0, 20_000);
  expect((await verify(next, { activity: true })).body.last_active_at).toBe(new Date(START + 20_000).toISOString());
  at(1, 19_999);
  expect((await refresh(next)).status).toBe(200);
});

test('nobody comes back to a session that is over by saying that they are there', async () => {
  const { org, envelope } = await makeMember(clinic);
  at(14);
  const { body: current } = await refresh(envelope);
  at(15);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => verify(current, { activity: true })).concat(refresh(current, { activity: true })),
  );
  expect(answers.filter(({ status, body }) => body.active || (status === 200 && body.refresh_token))).toEqual([]);
  expect(await typed(org, 'session.expired')).toHaveLength(1);
  expect(await typed(org, 'session.active')).toEqual([]);
});

test('nobody who was there in time is logged off by a client that came a moment later', async () => {
  const verifying = await import('../../../lambdas/session/verify-session/handler.ts');
  const refreshing = await import('../../../lambdas/session/refresh-session/handler.ts');
  for (let time = 0; time < 8; time++) {
    at(0);
    const { org, envelope } = await makeMember(clinic);
    at(14);
    const { access_token, refresh_token } = (await refresh(envelope)).body;
    at(15, -1);
    const headers = bearer(clinic.secret);
    const person = call(verifying.handler, { method: 'POST', headers, body: { access_token, activity: true } });
    at(15);
    const client = call(refreshing.handler, { method: 'POST', body: { refresh_token } });
    const { active } = (await person).body;
    expect((await client).status, 'either both go on or neither').toBe(active ? 200 : 401);
    const counts = [await typed(org, 'session.active'), await typed(org, 'session.expired')].map(
      ({ length }) => length,
    );
    expect(counts).toEqual(active ? [1, 0] : [0, 1]);
  }
});

test('a refresh that runs by itself does not undo what a person did meanwhile', async () => {
  const { envelope } = await makeMember(clinic);
  let current = envelope;
  for (const minute of [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]) {
    at(minute);
    const [next] = await Promise.all([refresh(current), verify(current, { activity: true })]);
    expect(next.status).toBe(200);
    current = next.body;
    expect((await verify(current)).body.last_active_at).toBe(time(minute));
  }
});

test('a project with older clients counts each refresh that does not say otherwise', async () => {
  const old = await makeClinic({ settings: { idle_activity: 'refresh' } });
  const { envelope } = await makeMember(old);
  at(14);
  const second = (await refresh(envelope)).body;
  at(28);
  const third = (await refresh(second, { background: true })).body;
  expect(third.session_id).toBe(envelope.session_id);
  const fourth = (await refresh(third, { activity: false })).body;
  at(29);
  expect((await refresh(fourth)).body.code).toBe('policy_violation_session_idle');
});

test('a client that says both is told so, and loses nothing', async () => {
  const { envelope } = await makeMember(clinic);
  const { status, body } = await refresh(envelope, { activity: true, background: true });
  expect([status, body.code]).toEqual([400, 'validation_failed']);
  expect((await refresh(envelope)).status).toBe(200);
});

test('whoever meets a session that is over ends it, and of all who do at once one writes it', async () => {
  const { org, envelope } = await makeMember(clinic, { session_idle_timeout_min: 3 });
  at(2, 30_000);
  const { body: current } = await refresh(envelope);
  const headers = bearer(current.access_token);
  // The client's clock and ours differ by less than the token's last second.
  at(3);
  const uses = Array.from({ length: 20 }, () => [
    verify(current, { activity: true }),
    refresh(current, { activity: true }),
    request('GET /v1/me', { headers }),
    request('POST /v1/sessions/select-org', { headers, body: { organization_id: org } }),
  ]).flat();
  const answers = await Promise.all(uses);
  expect(answers.filter(({ status, body }) => status < 400 && body?.active !== false)).toEqual([]);
  expect(await typed(org, 'session.expired')).toHaveLength(1);
});
