/** T33: somebody who earns by each text message asks for ten thousand of them. */
import { beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { codeIn, deliverAll, outbox } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const REQUESTS = 10_000;
const AT_ONCE = 20;
/** Far fewer than the owners could get: five an hour for each of forty. */
const BUDGET = 60;
const OWNERS = 40;

let clinic: Clinic;
const numbers: string[] = [];

beforeAll(async () => {
  clinic = await makeClinic({ settings: { budgets: { sms_project: BUDGET + OWNERS, send_ip: 1_000_000 } } });
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:01Z') });
  for (let owner = 0; owner < OWNERS; owner++) {
    const { envelope } = await enrol(clinic);
    const phone = `+1206555${String(2000 + owner)}`;
    const { body } = await request('POST /v1/me/phone', { headers: bearer(envelope.access_token), body: { phone } });
    const answer = { flow_id: body.flow_id, code: codeIn(await deliverAll()) };
    await request('POST /v1/me/phone/confirm', { headers: bearer(envelope.access_token), body: answer });
    numbers.push(phone);
  }
}, 300_000);

test('T33: sends stay within the budget, and all answers are alike', { timeout: 1_200_000 }, async () => {
  const begun = Date.now();
  const from = outbox.length;
  const answers = new Set<string>();
  for (let asked = 0; asked < REQUESTS; asked += AT_ONCE) {
    // An hour in all: each number is free again after thirty seconds.
    vi.setSystemTime(begun + Math.floor((asked / REQUESTS) * 3_500_000));
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => {
        // Every second one is nobody's, or of a country that is not served.
        const number = numbers[(asked + index) % (2 * OWNERS)] ?? `+88017${String(asked + index).padStart(8, '0')}`;
        return request('POST /v1/auth/otp/send', { headers: anonymously(clinic), body: { phone: number } });
      }),
    );
    for (const { status, body, headers } of replies) {
      const { 'x-request-id': _, ratelimit: __, ...same } = headers;
      const shape = { ...body, flow_id: body.flow_id.length, expires_at: body.expires_at.length };
      answers.add(JSON.stringify([status, same, shape]));
    }
  }
  // What is over the budget is counted in the function's log, for an alarm.
  const log = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  await deliverAll();
  log.mockRestore();
  const sent = outbox.slice(from);
  const limits = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'abuse.limit_reached');
  const named = [...new Set(limits.map(({ detail }) => detail?.budget))].sort();
  console.log(
    `T33: ${REQUESTS} requests, ${sent.length} sent of ${BUDGET}, ${answers.size} answer, over: ${named.join(', ')}`,
  );
  expect(sent.length).toBeLessThanOrEqual(BUDGET);
  expect(sent.length, 'and honest people were served meanwhile').toBeGreaterThan(0);
  expect(sent.every(({ channel, to }) => channel === 'sms' && numbers.includes(to))).toBe(true);
  expect([...answers]).toHaveLength(1);
  expect(named).toContain('sms_project');
});
