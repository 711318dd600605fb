/** What the clock does for breaches: it locks many, goes on where its time was over, and tells of what is due. */
import { beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { topic } from './incident-topic.ts';

vi.mock('../../../lambdas/shared/aws/sns.ts', () => import('./incident-topic.ts'));
const { handler: lookAfter } = await import('../../../lambdas/breach/look-after-breaches/handler.ts');
const { orderOnly } = await import('./ordered-only.ts');

const OPENED = { title: 'Stolen laptop', summary: 'A laptop was stolen.' };
const DAY_MS = 24 * 60 * 60_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const inTime = { getRemainingTimeInMillis: () => 60_000 };

let clinic: Clinic;
let api: ReturnType<typeof client>;
beforeEach(async () => {
  topic.told = [];
  topic.onTell = async () => undefined;
  clinic = await makeClinic();
  api = client(clinic.secret);
});
const open = async (discovered_at: string) =>
  (await api('POST /v1/admin/breaches', { body: { ...OPENED, discovered_at } })).body.id;
const get = async (id: string) => (await api('GET /v1/admin/breaches/{id}', { params: { id } })).body;
const named = async (...types: string[]) =>
  (await eventsOf(clinic.projectId)).filter(({ type }) => types.includes(type));

test('a project of many is locked page by page, over runs whose time is over, each account once', async () => {
  const accounts = 60;
  for (let n = 0; n < accounts; n++) await api('POST /v1/users', { body: { email: `many${n}@clinic.test` } });
  const owner = await makeOperator(clinic, 'owner');
  const id = await open(daysAgo(1));
  await orderOnly(clinic, id, { lock_accounts: { project: true } });

  const counts: number[] = [];
  let runs = 0;
  for (; runs < 10; runs++) {
    // Time for a look at the journal and one page.
    let asked = 0;
    await lookAfter({}, { getRemainingTimeInMillis: () => (asked++ < 3 ? 60_000 : 0) });
    const { containment } = await get(id);
    counts.push(containment.steps[0].count);
    if (containment.state === 'done') break;
  }
  expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
  expect(runs).toBeGreaterThan(0);
  const step = (await get(id)).containment.steps[0];
  expect([step.state, step.count, step.spared]).toEqual(['done', accounts, 1]);
  const locked = (await named('user.updated')).filter(({ reason }) => reason === 'breach');
  expect([locked.length, new Set(locked.map(({ target }) => target.id)).size]).toEqual([accounts, accounts]);
  expect(locked[0]?.actor, 'in the name of whoever ordered it').toEqual({ type: 'api_key', id: clinic.keyId });
  expect((await owner.call('GET /v1/admin/breaches')).status, 'who contains it is spared').toBe(200);
  expect((await get(id)).status).toBe('contained');
});

test('where nobody is left to lock, how far the walk is, is written all the same', async () => {
  for (let n = 0; n < 30; n++) {
    const { id } = (await api('POST /v1/users', { body: { email: `locked${n}@clinic.test` } })).body;
    await api('PATCH /v1/users/{id}', { params: { id }, body: { status: 'disabled' } });
  }
  const id = await open(daysAgo(1));
  await orderOnly(clinic, id, { lock_accounts: { project: true } });
  let asked = 0;
  await lookAfter({}, { getRemainingTimeInMillis: () => (asked++ < 3 ? 60_000 : 0) });
  expect(await named('breach.step_progressed')).toMatchObject([{ target: { id }, detail: { kind: 'lock', count: 0 } }]);
  await lookAfter({}, inTime);
  expect((await get(id)).containment).toMatchObject({ state: 'done', steps: [{ count: 0 }] });
});

test('an alarm that the topic did not take is told until it is taken, once', async () => {
  topic.onTell = async () => Promise.reject(new Error('no topic'));
  const id = await open(daysAgo(1));
  await expect(lookAfter({}, inTime)).rejects.toThrow('could not be looked after');
  topic.onTell = async () => undefined;
  await lookAfter({}, inTime);
  await lookAfter({}, inTime);
  expect(topic.told.filter(({ details }) => details.breach === id)).toHaveLength(1);
  expect((await get(id)).privacy_officer_told).toBe(true);
});

test('the privacy officer is told of each clock before it runs out and when it has, each once', async () => {
  const id = await open(daysAgo(55));
  for (let run = 0; run < 2; run++) await lookAfter({}, inTime);
  const reminders = topic.told.filter(({ details }) => details.breach === id).slice(1);
  expect(reminders.map(({ subject, details }) => `${subject.split(',')[0]}: ${details.notice}`)).toEqual([
    'A notice of a breach is overdue: covered_entity_sla',
    'A notice of a breach is due: covered_entity',
    'A notice of a breach is due: individuals',
    'A notice of a breach is due: hhs',
  ]);
  expect((await named('breach.reminded')).map(({ detail }) => detail?.reminder)).toEqual([
    'covered_entity_sla.overdue',
    'covered_entity.days_7',
    'individuals.days_7',
    'hhs.days_7',
  ]);
});
