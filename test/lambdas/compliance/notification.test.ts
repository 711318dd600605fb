/** Whom incidents are told to, and the proof that such news arrives (features.md A59). */
import { beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const topic = vi.hoisted(() => ({ told: [] as Record<string, unknown>[], down: false }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (_subject: string, details: Record<string, unknown>) => {
    if (topic.down) throw new Error('down');
    topic.told.push(details);
  },
}));

const OFFICER = { name: 'Grace Hopper', email: 'officer@clinic.test', phone: '+12065550100' };
let clinic: Clinic;
let api: ReturnType<typeof client>;
beforeEach(async () => {
  clinic = await makeClinic();
  api = client(clinic.secret);
  topic.down = false;
  topic.told = [];
  await deliverAll();
});

const name = (body: object = OFFICER) => api('PUT /v1/compliance/privacy-officer', { body });
const sendTest = () => api('POST /v1/compliance/test-notification', { body: {} });
const confirm = (code: string) => api('POST /v1/compliance/test-notification/confirm', { body: { code } });
const officer = async () => (await api('GET /v1/compliance/privacy-officer')).body;
const codeTold = () => String(topic.told.at(-1)?.code);
const outcomes = async (type: string) =>
  (await eventsOf(clinic.projectId)).filter((event) => event.type === type).map(({ outcome }) => outcome);

test('the contact is kept sealed, and in no event', async () => {
  expect((await api('GET /v1/compliance/privacy-officer')).status).toBe(404);
  expect((await name()).body).toMatchObject(OFFICER);
  expect(await officer()).toMatchObject({ ...OFFICER, notification: { sent_at: null, confirmed_at: null } });
  const stored = JSON.stringify([
    await rowsOf('identity', `PROJECT#${clinic.projectId}`),
    await eventsOf(clinic.projectId),
  ]);
  for (const secret of Object.values(OFFICER)) expect(stored).not.toContain(secret);
  expect((await name({ ...OFFICER, phone: '555' })).status).toBe(400);
});

test('a test goes to the topic and to the officer, and its code shows that it arrived', async () => {
  await name();
  expect((await sendTest()).body).toMatchObject({ mail: 'queued' });
  const [mail] = await deliverAll();
  expect([mail?.to, mail?.text.includes(codeTold())]).toEqual([OFFICER.email, true]);
  expect((await confirm('ABCDEFGHJK')).body.code).toBe('invalid_code');
  expect((await confirm(codeTold().toLowerCase())).status).toBe(200);
  expect((await officer()).notification.confirmed_at).not.toBeNull();
  // It works once.
  expect((await confirm(codeTold())).body.code).toBe('invalid_code');
  expect(await outcomes('notification.confirmed')).toEqual(['denied', 'success', 'denied']);
});

test('a week later the code is no proof of anything', async () => {
  await sendTest();
  vi.useFakeTimers({ now: Date.now() + 7 * 24 * 3_600_000 + 1_000, toFake: ['Date'] });
  try {
    expect((await confirm(codeTold())).body.code).toBe('invalid_code');
  } finally {
    vi.useRealTimers();
  }
});

test('a topic that does not answer is said, and is in the log', async () => {
  topic.down = true;
  await name();
  const { status, body } = await sendTest();
  expect([status, body.code]).toEqual([503, 'unavailable']);
  expect((await officer()).notification.sent_at).toBeNull();
  expect(await deliverAll()).toEqual([]);
  expect(await outcomes('notification.tested')).toEqual(['failure']);
});

test('another officer is named by somebody who has just proven who they are; the one before is told, and nothing is proven of the new one', async () => {
  await name();
  await sendTest();
  await confirm(codeTold());
  await deliverAll();
  const tired = await makeOperator(clinic, 'owner');
  await tire(tired);
  const asked = { body: { ...OFFICER, email: 'thief@clinic.test' } };
  expect((await tired.call('PUT /v1/compliance/privacy-officer', asked)).body.code).toBe(
    'recent_authentication_required',
  );
  const owner = await makeOperator(clinic, 'owner');
  await owner.call('PUT /v1/compliance/privacy-officer', { body: { ...OFFICER, email: 'next@clinic.test' } });
  const told = (await deliverAll()).filter(({ text }) => text.includes('another privacy officer'));
  expect(told.map(({ to }) => to)).toEqual([OFFICER.email]);
  expect((await officer()).notification.confirmed_at).toBeNull();
  expect(await outcomes('privacy_officer.named')).toEqual(['success', 'success']);
});
