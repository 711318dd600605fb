/** Who the privacy officer is, and the proof that the incident topic and mail to them arrive (features.md A59). */
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
  expect(await officer()).toMatchObject({ ...OFFICER, notification: { sent_at: null, topic_confirmed_at: null } });
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
  const mailed = mail?.text.match(/\b[2-9A-HJ-NP-Z]{10}\b/)?.[0] ?? '';
  expect([mail?.to, mailed.length]).toEqual([OFFICER.email, 10]);
  expect((await confirm('ABCDEFGHJK')).body.code).toBe('invalid_code');
  // What the officer reads in a mail says nothing of whether anybody listens to the topic.
  expect(mailed).not.toBe(codeTold());
  expect((await confirm(mailed)).body).toMatchObject({ channel: 'mail', unconfirmed: ['topic'] });
  expect((await officer()).notification).toMatchObject({
    topic_confirmed_at: null,
    mail_confirmed_at: expect.any(String),
  });
  expect((await confirm(codeTold().toLowerCase())).body).toMatchObject({ channel: 'topic', unconfirmed: [] });
  expect((await officer()).notification.topic_confirmed_at).not.toBeNull();
  // It works once.
  expect((await confirm(codeTold())).body.code).toBe('invalid_code');
  expect(await outcomes('notification.confirmed')).toEqual(['denied', 'success', 'success', 'denied']);
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
  const [mail] = await deliverAll();
  const mailed = mail?.text.match(/\b[2-9A-HJ-NP-Z]{10}\b/)?.[0] ?? '';
  await confirm(codeTold());
  expect((await confirm(mailed)).status).toBe(200);
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
  const { topic_confirmed_at, mail_confirmed_at } = (await officer()).notification;
  expect([topic_confirmed_at !== null, mail_confirmed_at]).toEqual([true, null]);
  expect(await outcomes('privacy_officer.named')).toEqual(['success', 'success']);
});
