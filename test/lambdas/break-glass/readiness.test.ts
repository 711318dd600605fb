/** At least two emergency operators who could break the glass now; found out each hour, and told when it is not so. */
import { beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { enrolEmergency, enrolOperator, giveRoles, openByCode } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';

const topic = vi.hoisted(() => ({ told: [] as Record<string, unknown>[], down: false }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (_subject: string, details: Record<string, unknown>) => {
    if (topic.down) throw new Error('down');
    topic.told.push(details);
  },
}));
const { handler: clock } = await import('../../../lambdas/break-glass/check-readiness/handler.ts');

const HOUR = 60 * 60_000;
let now = 0;
let clinic: Clinic;

function wait(ms: number): void {
  now += ms;
  vi.setSystemTime(now);
}
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  now = Math.max(now, Date.now());
  wait(HOUR);
  clinic = await makeClinic();
  topic.down = false;
  topic.told = [];
});

const readiness = async () => (await request('GET /v1/admin/break-glass/readiness', { key: clinic.secret })).body;
const checks = async () =>
  (await eventsOf(clinic.projectId))
    .filter(({ type }) => type === 'break_glass.readiness_checked')
    .map(({ outcome, detail }) => ({ outcome, ...detail }));
const told = () => topic.told.filter(({ project }) => project === clinic.projectId);

test('two with a passkey and a code left are ready', async () => {
  const [one, two] = [await enrolEmergency(clinic), await enrolEmergency(clinic)];
  const { ready, ready_count, needed, operators } = await readiness();
  expect({ ready, ready_count, needed }).toEqual({ ready: true, ready_count: 2, needed: 2 });
  expect(operators.map(({ user_id }: { user_id: string }) => user_id).sort()).toEqual([one.userId, two.userId].sort());
  await clock();
  expect(await checks()).toEqual([{ outcome: 'success', ready: 2, needed: 2, enrolled: 2 }]);
  expect(told()).toEqual([]);
});

test('each of what one may lack is told, and others who are operators do not count', async () => {
  const disabled = await enrolEmergency(clinic);
  const path = { key: clinic.secret, params: { id: disabled.userId } };
  await request('PATCH /v1/users/{id}', { ...path, body: { status: 'disabled' } });
  const codeless = await enrol(clinic);
  await giveRoles(codeless, ['emergency']);
  const spent = await enrolEmergency(clinic);
  for (let left = spent.codes.length; left > 0; left--) expect((await openByCode(spent)).status).toBe(201);
  await enrolOperator(clinic, ['owner']);
  const lacks = Object.fromEntries(
    (await readiness()).operators.map((one: { user_id: string; lacks: string[] }) => [one.user_id, one.lacks]),
  );
  expect(lacks).toEqual({
    [disabled.userId]: ['active_user'],
    [codeless.userId]: ['recovery_codes'],
    [spent.userId]: ['recovery_codes'],
  });
});

test('too few are an incident: at once when it becomes so, once a day while it stays so, and no more when it is over', async () => {
  const [, two] = [await enrolEmergency(clinic), await enrolEmergency(clinic)];
  await clock();
  await giveRoles(two, ['admin']);
  wait(HOUR);
  await clock();
  expect(told()).toMatchObject([{ ready: 1, enrolled: 1 }]);
  wait(HOUR);
  await clock();
  expect(told()).toHaveLength(1);
  wait(23 * HOUR);
  await clock();
  expect(told()).toHaveLength(2);
  await giveRoles(two, ['emergency']);
  wait(HOUR);
  await clock();
  expect(told()).toHaveLength(2);
  expect(await checks()).toEqual([
    { outcome: 'success', ready: 2, needed: 2, enrolled: 2 },
    { outcome: 'failure', ready: 1, needed: 2, enrolled: 1 },
    { outcome: 'failure', ready: 1, needed: 2, enrolled: 1 },
    { outcome: 'success', ready: 2, needed: 2, enrolled: 2 },
  ]);
});

test('an answer that stays the same is written once a day', async () => {
  await enrolEmergency(clinic);
  await enrolEmergency(clinic);
  for (let hour = 0; hour < 26; hour++) {
    await clock();
    wait(HOUR);
  }
  expect(await checks()).toHaveLength(2);
});

test('a project that takes two people is told that it has nobody; one that chose nothing is left alone', async () => {
  await clock();
  expect([await checks(), told()]).toEqual([[], []]);
  clinic = await makeClinic({ settings: { two_person: true } });
  await clock();
  expect(await checks()).toEqual([{ outcome: 'failure', ready: 0, needed: 2, enrolled: 0 }]);
  expect(told()).toHaveLength(1);
});

test('who had emergency operators and has none left is told so', async () => {
  const only = await enrolEmergency(clinic);
  await clock();
  await giveRoles(only, ['admin']);
  wait(HOUR);
  await clock();
  expect(await checks()).toMatchObject([{ enrolled: 1 }, { outcome: 'failure', enrolled: 0 }]);
});

test('what could not be told is told an hour later, and no project keeps another from being looked after', async () => {
  await enrolEmergency(clinic);
  topic.down = true;
  await expect(clock()).rejects.toThrow('could not be looked after');
  expect(await checks()).toEqual([]);
  topic.down = false;
  wait(HOUR);
  await clock();
  expect(told()).toHaveLength(1);
  expect(await checks()).toHaveLength(1);
});
