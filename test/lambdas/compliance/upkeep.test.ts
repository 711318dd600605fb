/** What the clock tells: of agreements that end, once for each set day; of sub-processors, everybody to whom it was promised. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { anAgreement, aSubcontract, inDays } from '../../dynamodb/agreements.ts';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';

const topic = vi.hoisted(() => ({ told: [] as Record<string, unknown>[], down: false }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, details: Record<string, unknown>) => {
    if (topic.down) throw new Error('down');
    topic.told.push({ subject, ...details });
  },
}));
const { handler: clock } = await import('../../../lambdas/compliance/look-after-agreements/handler.ts');

const DAY = 24 * 3_600_000;
let now = Date.parse('2026-03-01T12:00:00Z');
let clinic: Clinic;
let api: ReturnType<typeof client>;

function wait(days: number): void {
  now += days * DAY;
  vi.setSystemTime(now);
}
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  wait(1);
  clinic = await makeClinic({ settings: { notice_email: 'lead@clinic.test' } });
  api = client(clinic.secret);
  topic.down = false;
  topic.told = [];
  await deliverAll();
  return () => vi.useRealTimers();
});

const record = async (body: object): Promise<string> => {
  const answer = await api('POST /v1/compliance/agreements', { body });
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return answer.body.id;
};
const eventsOfType = async (type: string) => (await eventsOf(clinic.projectId)).filter((event) => event.type === type);
const told = () => topic.told.filter(({ project }) => project === clinic.projectId);
const mails = async () => (await deliverAll()).map(({ to, text }) => ({ to, text }));

describe('an agreement that ends', () => {
  test('is told of to the incident topic and by mail, once for each day, and again when it has ended', async () => {
    const id = await record(anAgreement({ expires_on: inDays(31) }));
    await clock();
    await clock();
    expect(told()).toMatchObject([{ subject: 'An agreement ends soon', agreement: id, permits_preset: true }]);
    expect(await mails()).toEqual([{ to: 'lead@clinic.test', text: expect.stringContaining(`${id} ends on`) }]);
    wait(1);
    await clock();
    wait(31);
    await clock();
    await clock();
    expect((await eventsOfType('agreement.reminded')).map(({ detail }) => detail?.days_before)).toEqual([60, 30, -1]);
    expect(told().at(-1)).toMatchObject({ subject: 'An agreement has ended' });
  });

  test('is told of later where the topic did not answer', async () => {
    await record(anAgreement({ expires_on: inDays(5) }));
    topic.down = true;
    await expect(clock()).rejects.toThrow(/could not be looked after/);
    expect(await eventsOfType('agreement.reminded')).toEqual([]);
    topic.down = false;
    await clock();
    expect((await eventsOfType('agreement.reminded')).map(({ detail }) => detail?.days_before)).toEqual([7]);
  });

  test('is told of by the end that somebody recorded, too', async () => {
    const id = await record(anAgreement());
    const body = { ends_on: inDays(20), reason: 'terminated' };
    await api('POST /v1/compliance/agreements/{id}/end', { params: { id }, body });
    await clock();
    const [event, ...more] = await eventsOfType('agreement.reminded');
    expect(more).toEqual([]);
    expect(event).toMatchObject({ target: { id }, detail: { expires_on: inDays(19), days_before: 30 } });
  });

  test('is not told of where another comes in its place', async () => {
    const replaces = await record(anAgreement({ expires_on: inDays(5) }));
    await record(anAgreement({ replaces, effective_on: inDays(6) }));
    await clock();
    expect(told()).toEqual([]);
  });
});

describe('a sub-processor', () => {
  test('is announced to each covered entity that left an address, once, and its going too', async () => {
    const first = await record(anAgreement({ contact_email: 'privacy@mercy.test' }));
    await record(anAgreement({ counterparty: 'Silent Clinic' }));
    const second = await record(anAgreement({ counterparty: 'Lake Clinic', contact_email: 'privacy@lake.test' }));
    const id = await record(aSubcontract());
    await clock();
    await clock();
    const announced = await mails();
    expect(announced.map(({ to }) => to).sort()).toEqual(['privacy@lake.test', 'privacy@mercy.test']);
    expect(announced[0]?.text).toContain(`Amazon Web Services, Inc. will handle protected health information`);
    expect(announced[0]?.text).toContain(inDays(31));
    const [event, ...more] = await eventsOfType('subprocessor.announced');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      target: { type: 'agreement', id },
      detail: { change: 'added', from: inDays(31), told: [first, second].sort(), complete: true },
    });
    expect((await api('GET /v1/compliance/subprocessors')).body.data).toMatchObject([{ announced: true }]);

    const body = { ends_on: inDays(40), reason: 'service_ended' };
    await api('POST /v1/compliance/agreements/{id}/end', { params: { id }, body });
    await clock();
    const gone = (await mails()).filter(({ to }) => to !== 'lead@clinic.test');
    expect(gone).toHaveLength(2);
    expect(gone[0]?.text).toContain('will no more handle');
  });

  test('is announced in several goes where there are many to tell, and to nobody twice', async () => {
    const { AT_ONCE } = await import('../../../lambdas/compliance/announce-changes.ts');
    const many = AT_ONCE + 3;
    for (let i = 0; i < many; i++) await record(anAgreement({ contact_email: `privacy${i}@many.test` }));
    await record(aSubcontract());
    await clock();
    expect((await eventsOfType('subprocessor.announced')).map(({ detail }) => detail?.complete)).toEqual([false]);
    await clock();
    await clock();
    expect((await eventsOfType('subprocessor.announced')).map(({ detail }) => detail?.complete)).toEqual([false, true]);
    const to = (await mails()).map((mail) => mail.to);
    expect([to.length, new Set(to).size]).toEqual([many, many]);
  });
});
