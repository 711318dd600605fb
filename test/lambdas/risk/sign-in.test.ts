/** What the risk engine makes of sign-ins, and what is kept of it. */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { habitsKey, subjectKeyKey } from '../../../lambdas/shared/table.ts';
import { request } from '../../dynamodb/api.ts';
import { answer, type Careful, makeCareful } from '../../dynamodb/challenges.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { getCode, makePkce, makeVisitor, REDIRECT, registerRedirect } from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { type Clinic, enrol, join, makeOrganization } from '../../dynamodb/people.ts';
import { database, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { byPasskey, byPassword, decisionsOf, FAR, lastDecision, SCRIPT, sealedHabits, setRisk } from './arrivals.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await withPasswords();
});

const remove = (key: ReturnType<typeof habitsKey>) =>
  database.send(new DeleteItemCommand({ TableName: TABLES.identity, Key: marshall(key) }));
const typesOf = async (scope: string) => (await eventsOf(scope)).map(({ type }) => type);
const withTotp = ({ app }: Careful) => ({ method: 'totp', code: app() });

describe('a habitual sign-in', () => {
  test('is allowed, writes no habits, and its decision lies with its session', async () => {
    const one = await makeCareful(clinic, {});
    const before = await sealedHabits(one.person.userId);
    at(5);
    const { status, body } = await byPassword(one);

    expect(status).toBe(200);
    expect(await sealedHabits(one.person.userId)).toEqual(before);
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({
      id: expect.stringMatching(/^rd_/),
      decision: 'allow',
      score: 0,
      reasons: [],
      unavailable: expect.arrayContaining(['impossible_travel', 'new_country', 'tor_exit', 'known_bad_ip']),
      policy_version: 0,
      session_id: body.session_id,
      organization_id: one.org,
      method: 'password',
    });
    const created = (await eventsOf(one.org)).at(-1);
    expect(created).toMatchObject({ type: 'session.created', detail: { risk: { score: 0 } } });
    expect(await rowsOf('identity', `DECISIONS#${one.person.userId}`)).toEqual([]);
  });

  test('is written down again when an hour has passed', async () => {
    const person = await enrol(clinic);
    const before = await sealedHabits(person.userId);
    at(61);
    await byPasskey(person);
    expect(await sealedHabits(person.userId)).not.toEqual(before);
  });

  test('leaves no address and no device readable in the table', async () => {
    const person = await enrol(clinic);
    const sealed = await sealedHabits(person.userId);
    expect(sealed?.length).toBeGreaterThan(200);
    for (const word of ['203.0.113', 'devices', 'blocks']) expect(sealed?.includes(word)).toBe(false);
  });
});

describe('an unusual sign-in', () => {
  let one: Careful;
  beforeEach(async () => {
    one = await makeCareful(clinic, {});
  });

  test('that is little unusual is allowed with its reasons, and is usual from then on', async () => {
    at(1);
    expect((await byPassword(one, { ip: FAR, agent: 'ClinicApp/3.1' })).status).toBe(200);
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({
      decision: 'allow',
      score: 25,
      reasons: [
        { signal: 'new_device', weight: 15 },
        { signal: 'new_ip_block', weight: 10 },
      ],
    });
    expect((await eventsOf(one.org)).at(-1)?.detail?.risk).toMatchObject({ score: 25, reasons: { new_device: 15 } });

    at(2);
    await byPassword(one, { ip: FAR.replace('77', '3'), agent: 'ClinicApp/3.2' });
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({ score: 0, reasons: [] });
  });

  test('asks for one more factor, in one transaction with the decision, and learns nothing yet', async () => {
    const known = (await typesOf(one.org)).length;
    at(1);
    const { status, body } = await byPassword(one, { ip: FAR, agent: SCRIPT });

    expect([status, body.code, body.methods]).toEqual([401, 'step_up_required', ['passkey', 'totp', 'recovery']]);
    const events = (await eventsOf(one.org)).slice(known);
    expect(events.map(({ type, outcome }) => [type, outcome])).toEqual([
      ['auth.step_up_required', 'denied'],
      ['risk.decided', 'denied'],
    ]);
    expect(new Set(events.map(({ request }) => request)).size).toBe(1);
    const decision = await lastDecision(clinic, one.person.userId);
    expect(decision).toMatchObject({ decision: 'step_up', score: 55, session_id: null, method: 'password' });
    expect(events[0]?.detail).toMatchObject({ because: 'risk' });
    expect(events[1]?.detail).toMatchObject({ decision_id: decision.id, decision: 'step_up', score: 55 });

    at(2);
    await byPassword(one, { ip: FAR, agent: SCRIPT });
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({ score: 55 });
  });

  test('becomes a session when the factor is given, with the decision, and is usual from then on', async () => {
    at(1);
    const { body } = await byPassword(one, { ip: FAR, agent: SCRIPT });
    at(2);
    const answered = await answer(clinic, body.challenge_id, withTotp(one));

    expect(answered.status).toBe(200);
    const decisions = await decisionsOf(clinic, { user_id: one.person.userId });
    expect(decisions[0]).toMatchObject({ decision: 'step_up', score: 55, session_id: answered.body.session_id });
    expect(new Set(decisions.map(({ id }: { id: string }) => id)).size).toBe(decisions.length);
    expect((await eventsOf(one.org)).at(-1)).toMatchObject({
      type: 'session.created',
      detail: { risk: { id: decisions[0].id, score: 55 } },
    });
  });

  test('counts for velocity when it comes again and again', async () => {
    for (const minute of [1, 2, 3]) {
      at(minute);
      await byPassword(one, { ip: FAR, agent: SCRIPT });
    }
    at(4);
    await byPassword(one, { ip: FAR, agent: SCRIPT });
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({ decision: 'block', score: 75 });
    at(30);
    await byPassword(one, { ip: FAR, agent: SCRIPT });
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({ decision: 'step_up', score: 55 });
  });

  test('is refused above the second threshold: 403, an attempt and a decision in the log, no session', async () => {
    const strict = await withPasswords();
    const other = await makeCareful(strict, {});
    await setRisk(strict, { thresholds: { block: 50 } });
    const known = (await typesOf(other.org)).length;
    at(1);
    const { status, body } = await byPassword(other, { ip: FAR, agent: SCRIPT });

    expect([status, body.code]).toEqual([403, 'blocked_by_risk_policy']);
    const events = (await eventsOf(other.org)).slice(known);
    expect(events.map(({ type, outcome, reason }) => [type, outcome, reason])).toEqual([
      ['auth.signin_attempt', 'denied', 'blocked_by_risk_policy'],
      ['risk.decided', 'denied', undefined],
    ]);
    expect(await lastDecision(strict, other.person.userId)).toMatchObject({
      decision: 'block',
      session_id: null,
      policy_version: 1,
    });

    at(2);
    const passkey = await byPasskey(other.person, { ip: FAR, agent: SCRIPT }, { organization_id: other.org });
    expect(passkey.status).toBe(200);
    expect(await lastDecision(strict, other.person.userId)).toMatchObject({
      decision: 'step_up',
      session_id: passkey.body.session_id,
      method: 'passkey',
    });
    expect((await eventsOf(other.org)).slice(-2)).toMatchObject([
      { type: 'risk.decided', outcome: 'success' },
      { type: 'session.created' },
    ]);
  });
});

test('who has no further factor is refused where one would be asked for, and the log says why', async () => {
  const own = await withPasswords();
  const person = await withPassword(own);
  const org = await makeOrganization(own);
  await join(person, org);
  await database.send(
    new DeleteItemCommand({
      TableName: TABLES.identity,
      Key: marshall({ pk: `USER#${person.userId}`, sk: `PASSKEY#${person.passkey.credentialId}` }),
    }),
  );
  const one = { clinic: own, org, person, app: () => '', codes: [] };

  at(1);
  expect((await byPassword(one, { ip: FAR, agent: SCRIPT })).body.code).toBe('blocked_by_risk_policy');
  expect(await lastDecision(own, person.userId)).toMatchObject({ decision: 'step_up', session_id: null });
});

describe('habits', () => {
  test('never make a sign-in fail: thirty at once from as many networks, the first ones ever', async () => {
    const person = await enrol(clinic);
    await remove(habitsKey(person.userId));
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) => byPasskey(person, { ip: `192.0.${index}.1` })),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(await sealedHabits(person.userId)).toBeDefined();
    const decisions = await decisionsOf(clinic, { user_id: person.userId, limit: '100' });
    expect(decisions).toHaveLength(31);
  });

  test('are gone with the key of their person, who signs in all the same', async () => {
    const person = await enrol(clinic);
    await remove(subjectKeyKey(person.userId));
    at(1);
    expect((await byPasskey(person)).status).toBe(200);
    expect((await lastDecision(clinic, person.userId)).unavailable).toEqual(
      expect.arrayContaining(['new_device', 'new_ip_block', 'velocity']),
    );
  });

  test('tell devices apart by what the app says of them, and leave out what is no such thing', async () => {
    const person = await enrol(clinic);
    let minute = 0;
    const score = async (signals: unknown) => {
      at(++minute);
      expect((await byPasskey(person, { signals })).status).toBe(200);
      return (await lastDecision(clinic, person.userId)).score;
    };

    expect(await score({ device_id: 'one', colour: 'blue' })).toBe(15);
    expect(await score({ device_id: 'one' })).toBe(0);
    expect(await score({ device_id: 'two' })).toBe(15);
    for (const odd of ['text', 7, [], { device_id: 7 }, null]) expect(await score(odd)).toBe(0);
  });

  test('learn nothing of a client’s server, which redeems a code for its person', async () => {
    const visitor = await makeVisitor(clinic);
    await registerRedirect(clinic);
    const { userId } = visitor.person;
    const { verifier, challenge } = makePkce();
    const code = await getCode(visitor, challenge);
    const before = await sealedHabits(userId);
    at(0, 5_000);
    const redeemed = await request('POST /v1/auth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_id: clinic.projectId,
        redirect_uri: REDIRECT,
      }).toString(),
      ip: FAR,
      agent: SCRIPT,
    });

    expect(redeemed.status).toBe(200);
    expect(await sealedHabits(userId)).toEqual(before);
    expect(await decisionsOf(clinic, { user_id: userId })).toHaveLength(1);
  });
});
