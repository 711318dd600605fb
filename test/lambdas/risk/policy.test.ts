/** The risk policy of a project: what may be said, what it does, and who may say it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { byPasskey, lastDecision, setRisk } from './arrivals.ts';

let clinic: Clinic;
let api: ReturnType<typeof client>;
beforeEach(async () => {
  clinic = await makeClinic();
  api = client(clinic.secret);
});
const policyOf = async () => (await api('GET /v1/risk/policy')).body;

describe('a risk policy', () => {
  test('is the default one until the project says something', async () => {
    const { status, headers, body } = await api('GET /v1/risk/policy');

    expect(status).toBe(200);
    expect(headers.etag).toBe('"0"');
    expect(body).toMatchObject({
      version: 0,
      signals_version: 1,
      thresholds: { step_up: 40, block: 75 },
      weights: { impossible_travel: 40, new_country: 25, new_device: 15, known_bad_ip: 75 },
      disabled_signals: [],
      off_hours: null,
    });
  });

  test('is changed member by member; the event tells before and after', async () => {
    await setRisk(clinic, { thresholds: { step_up: 25 } });
    const { status, body } = await setRisk(clinic, { weights: { new_device: 20 }, disabled_signals: ['off_hours'] });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 2,
      thresholds: { step_up: 25, block: 75 },
      weights: { new_device: 20, new_ip_block: 10, off_hours: 0 },
      disabled_signals: ['off_hours'],
    });
    expect(await policyOf()).toEqual(body);
    expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
      type: 'risk_policy.updated',
      target: { type: 'project', id: clinic.projectId },
      detail: {
        before: { version: 1, thresholds: { step_up: 25, block: 75 }, weights: {} },
        after: { version: 2, weights: { new_device: 20 }, disabled_signals: ['off_hours'] },
        version: 2,
      },
    });
  });

  test('counts for the next sign-in', async () => {
    const person = await enrol(clinic);
    await setRisk(clinic, { weights: { new_ip_block: 33 } });
    await byPasskey(person, { ip: '192.0.2.9' });
    expect(await lastDecision(clinic, person.userId)).toMatchObject({ score: 33, policy_version: 1 });
  });

  test('says when it is night', async () => {
    const person = await enrol(clinic);
    const hour = new Date().getUTCHours();
    const night = { time_zone: 'UTC', from_hour: hour, to_hour: (hour + 2) % 24 };
    await setRisk(clinic, { off_hours: night });
    await byPasskey(person);
    expect(await lastDecision(clinic, person.userId)).toMatchObject({
      reasons: [{ signal: 'off_hours', weight: 5 }],
    });
    expect((await policyOf()).off_hours).toEqual(night);
  });

  test('is not changed by who read an older one', async () => {
    const put = (tag: string, step_up: number) =>
      api('PUT /v1/risk/policy', { headers: { 'if-match': tag }, body: { thresholds: { step_up } } });

    expect((await put('"0"', 30)).status).toBe(200);
    expect(await put('"0"', 20)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await put('"1"', 20)).status).toBe(200);
  });

  test('of many changes at once loses none: each is there or was refused', async () => {
    const replies = await Promise.all(
      [11, 12, 13, 14, 15].map((new_device) => setRisk(clinic, { weights: { new_device } })),
    );
    const done = replies.filter(({ status }) => status === 200).length;

    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(done).toBeGreaterThan(0);
    expect((await policyOf()).version).toBe(done);
  });

  test.each([
    [{ thresholds: { step_up: 0 } }, 'body.thresholds.step_up'],
    [{ thresholds: { block: 102 } }, 'body.thresholds.block'],
    [{ thresholds: { warn: 10 } }, 'body.thresholds'],
    [{ weights: { moon_phase: 3 } }, 'body.weights'],
    [{ weights: { velocity: -1 } }, 'body.weights.velocity'],
    [{ weights: { velocity: 2.5 } }, 'body.weights.velocity'],
    [{ disabled_signals: ['moon_phase'] }, 'body.disabled_signals.0'],
    [{ off_hours: { time_zone: 'Mars/Olympus', from_hour: 1, to_hour: 2 } }, 'body.off_hours.time_zone'],
    [{ off_hours: { time_zone: 'UTC', from_hour: 1, to_hour: 24 } }, 'body.off_hours.to_hour'],
    [{ off_hours: { time_zone: 'UTC', from_hour: 3, to_hour: 3 } }, 'body.off_hours'],
    [{ version: 7 }, 'body'],
  ])('is not %j', async (body, path) => {
    const refused = await setRisk(clinic, body);

    expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(refused.body.errors.map((issue: { path: string }) => issue.path)).toContain(path);
    expect((await policyOf()).version).toBe(0);
  });

  test('does not refuse before it asks', async () => {
    const refused = await setRisk(clinic, { thresholds: { step_up: 80 } });
    expect(refused.body.code).toBe('settings_contradictory');
    expect((await policyOf()).thresholds).toEqual({ step_up: 40, block: 75 });
  });

  test('is read and changed with the scopes for it alone', async () => {
    const keyWith = async (...scopes: string[]) =>
      client((await api('POST /v1/api-keys', { body: { name: 'narrow', scopes } })).body.secret);
    const [reader, other] = [await keyWith('risk:read'), await keyWith('policies:write')];

    expect((await reader('GET /v1/risk/policy')).status).toBe(200);
    expect((await reader('PUT /v1/risk/policy', { body: {} })).status).toBe(403);
    expect((await other('GET /v1/risk/policy')).status).toBe(403);
    expect((await other('GET /v1/risk/decisions')).status).toBe(403);
  });
});

describe('in a live project', () => {
  test('it is tightened by one and loosened by two', async () => {
    clinic = await makeClinic({ environment: 'live' });
    api = client(clinic.secret);
    const [owner, admin] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'admin')];
    const put = (body: object) => admin.call('PUT /v1/risk/policy', { body });

    expect((await put({ thresholds: { step_up: 25 } })).status).toBe(200);
    const asked = await put({ thresholds: { step_up: 60 }, weights: { new_device: 0 } });
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending', policy: { thresholds: { step_up: 25 } } } });
    expect((await policyOf()).thresholds.step_up).toBe(25);

    const { approval_id: id } = asked.body;
    const agreed = await owner.call('POST /v1/approvals/{id}/approve', { params: { id }, body: {} });
    expect(agreed).toMatchObject({ status: 200, body: { status: 'approved', kind: 'risk_policy' } });
    expect(await policyOf()).toMatchObject({ version: 2, thresholds: { step_up: 60 }, weights: { new_device: 0 } });
    expect((await eventsOf(clinic.projectId)).at(-1)).toMatchObject({
      type: 'risk_policy.updated',
      actor: { type: 'operator', id: owner.userId },
      detail: { before: { thresholds: { step_up: 25 } }, after: { thresholds: { step_up: 60 } }, approval_id: id },
    });
  });
});
