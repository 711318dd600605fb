/** Refresh tokens: rotation, lost answers, replays; a generated history of them against a model of one family. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeClinic,
  makeOrganization,
  signIn,
} from '../../dynamodb/people.ts';
import { call, type Reply } from '../../dynamodb/world.ts';

const { handler } = await import('../../../lambdas/session/refresh-session/handler.ts');
const at = handClock();

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const refresh = (refresh_token: string, more: Record<string, unknown> = {}) =>
  request('POST /v1/auth/refresh', { body: { refresh_token, ...more } });

test('a refresh keeps the session and changes both tokens; both paths serve; the token names its project', async () => {
  const { envelope } = await enrol(clinic);
  at(0, 60_000);
  const { status, body } = await refresh(envelope.refresh_token);
  expect(status).toBe(200);
  expect(body.session_id).toBe(envelope.session_id);
  expect(body.refresh_token).not.toBe(envelope.refresh_token);
  expect(body.access_token).not.toBe(envelope.access_token);
  const again = await request('POST /v1/sessions/refresh', { body: { refresh_token: body.refresh_token } });
  expect(again.status).toBe(200);
});

test('no token, another project’s header', async () => {
  const { envelope, clinic: own } = await enrol(clinic);
  const headers = { 'x-authio-project': own.projectId };
  const missing = await request('POST /v1/auth/refresh', { headers, body: {} });
  expect([missing.status, missing.body.code]).toEqual([401, 'missing_refresh_token']);
  const other = { 'x-authio-project': (await makeClinic()).projectId };
  const foreign = await request('POST /v1/auth/refresh', {
    headers: other,
    body: { refresh_token: envelope.refresh_token },
  });
  expect(foreign.body.code).toBe('invalid_refresh_token');
  expect((await refresh('')).body.code).toBe('project_required');
});

test('a token that was altered is invalid, whatever was altered, and harms the session in no way', async () => {
  const { envelope } = await enrol(clinic);
  const token: string = envelope.refresh_token;
  const bytes = Buffer.from(token.slice(3), 'base64url');
  for (const index of [5, 40, 100, 104, 107, 108, 120, bytes.length - 1]) {
    const altered = Buffer.from(bytes);
    altered[index] = (altered[index] ?? 0) ^ 1;
    const { status, body } = await refresh(`rt_${altered.toString('base64url')}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(['invalid_refresh_token', 'project_required', 'unauthenticated']).toContain(body.code);
  }
  for (const bad of [`${token}A`, token.slice(0, -1), `${token.slice(0, -1)}~`])
    expect((await refresh(bad)).status).toBe(400);
  expect((await refresh(token)).status).toBe(200);
});

test('a spent token ends the family, and the event says so once', async () => {
  const org = await makeOrganization(clinic);
  const person = await enrol(clinic);
  await join(person, org);
  const first = (await signIn(person)).body;
  const second = (await refresh(first.refresh_token)).body;
  at(0, 10_001);
  expect((await refresh(first.refresh_token)).body.code).toBe('invalid_refresh_token');
  expect((await refresh(second.refresh_token)).body.code, 'the honest client is out too').toBe('session_expired');
  expect((await refresh(first.refresh_token)).body.code).toBe('session_expired');
  const events = (await eventsOf(org)).filter(({ type }) => type === 'session.reused');
  expect(events).toMatchObject([{ outcome: 'denied', target: { type: 'session', id: first.session_id } }]);
  expect(events[0]?.subjects).toEqual([person.userId]);
});

test('a retry within ten seconds gets the same successor, and is an event too', async () => {
  const org = await makeOrganization(clinic);
  const person = await enrol(clinic);
  await join(person, org);
  const { body } = await signIn(person, { organization_id: org });
  const first = await refresh(body.refresh_token);
  at(0, 10_000);
  const again = await refresh(body.refresh_token);
  expect(again.body.refresh_token).toBe(first.body.refresh_token);
  const events = (await eventsOf(org)).filter(({ type }) => type === 'session.refreshed');
  expect(events.map(({ detail }) => detail?.retry)).toEqual([undefined, true]);
});

test('within ten seconds another client’s replay ends the family all the same', async () => {
  const { envelope } = await enrol(clinic);
  await refresh(envelope.refresh_token);
  const reply = await sendFrom('stolen/1.0', { refresh_token: envelope.refresh_token });
  expect(reply.body.code).toBe('invalid_refresh_token');
});

test('a hundred refreshes with one token at once: one family, one successor', async () => {
  const { envelope } = await enrol(clinic);
  const before = (await eventsOf(clinic.projectId)).length;
  const replies = await Promise.all(Array.from({ length: 100 }, () => refresh(envelope.refresh_token)));
  const served = replies.filter(({ status }) => status === 200);
  expect(served.length + replies.filter(({ status }) => status === 503).length).toBe(100);
  expect(new Set(served.map(({ body }) => body.refresh_token)).size).toBe(1);
  expect(new Set(served.map(({ body }) => body.session_id))).toEqual(new Set([envelope.session_id]));
  const events = (await eventsOf(clinic.projectId)).slice(before);
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['session.refreshed']));
  expect(
    events.filter(({ detail }) => !detail?.retry),
    'one rotation',
  ).toHaveLength(1);
  expect(events.length, 'and no token without its event').toBeGreaterThanOrEqual(served.length);
  const next = await refresh(served[0]?.body.refresh_token);
  expect(next.status, 'and the successor works').toBe(200);
});

/** As `request`, but from another browser. */
async function sendFrom(agent: string, body: object): Promise<Reply> {
  const spy: typeof handler = (event, context) => {
    event.requestContext.http.userAgent = agent;
    return handler(event, context);
  };
  return call(spy, { method: 'POST', path: '/v1/auth/refresh', body });
}

/** One step of a history: which of the tokens so far is sent, by whom, after how long. */
const aStep = fc.record({
  /** 0 is the newest token. */
  age: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.constant(1) }, fc.nat(4)),
  client: fc.oneof({ weight: 5, arbitrary: fc.constant('a') }, fc.constant('b')),
  pauseMs: fc.constantFrom(0, 0, 1_000, 9_000, 10_000, 10_001, 60_000, 899_999, 900_000),
  times: fc.constantFrom(1, 1, 3),
  /** Whether a person caused it. */
  activity: fc.constantFrom(true, true, false),
});

test('a generated history of refreshes does what the model of a family does', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 1, maxLength: 8 }), async (steps) => {
      at(0);
      const { envelope }: { envelope: Envelope } = await enrol(clinic);
      const tokens: string[] = [envelope.refresh_token];
      const model = { alive: true, rotatedAt: START, rotatedBy: 'test-agent/1.0', activeAt: START };
      let now = START;
      for (const { age, client, pauseMs, times, activity } of steps) {
        now += pauseMs;
        at(0, now - START);
        const index = Math.max(0, tokens.length - 1 - age);
        const sent = { refresh_token: tokens[index] ?? '', activity };
        const replies = await Promise.all(Array.from({ length: times }, () => sendFrom(client, sent)));
        const newest = tokens.length - 1;
        const retry = index === newest - 1 && now - model.rotatedAt <= 10_000 && model.rotatedBy === client;
        const idle = now - model.activeAt >= 900_000;
        const spent = index !== newest && !retry;
        if (model.alive && !spent && !idle) {
          const given = new Set(replies.map(({ body }) => body.refresh_token));
          expect(replies.map(({ status }) => status)).toEqual(Array(times).fill(200));
          expect(given.size).toBe(1);
          if (index === newest) {
            tokens.push([...given][0]);
            Object.assign(model, { rotatedAt: now, rotatedBy: client, ...(activity && { activeAt: now }) });
          } else expect([...given]).toEqual([tokens[newest]]);
        } else {
          for (const { status } of replies) expect(status).toBe(401);
          model.alive = false;
        }
      }
      expect(new Set(tokens).size, 'no token is given twice').toBe(tokens.length);
    }),
    { numRuns: 25 },
  );
});
