import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { beginFlow, makeReader, sendCode, verifyCode, wrongCode as wrong } from '../../dynamodb/codes.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { codeIn, deliverAll, outbox } from '../../dynamodb/outbox.ts';
import { type Clinic, join, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterEach(() => {
  vi.useRealTimers();
});

const makeUser = (at: Clinic = clinic, more?: object) => makeReader(at, more);
const send = (body: object, at: Clinic = clinic, ip?: string) => sendCode(body, at, ip);
const verify = (flow: string, code: string, at: Clinic = clinic) => verifyCode(flow, code, at);
const begin = (body: object, at: Clinic = clinic) => beginFlow(body, at);
const failuresOf = async ({ projectId }: Clinic) =>
  (await eventsOf(projectId)).filter(({ type }) => type === 'auth.challenge_failed');

describe('a code by mail', () => {
  test('goes to the address on file and signs its owner in', async () => {
    const { email, id } = await makeUser();
    const sent = await send({ destination: ` ${email.toUpperCase()} ` });
    expect(sent).toMatchObject({ status: 202, body: { flow_id: expect.stringMatching(/^flow_[\w-]{43}$/) } });
    const [letter] = await deliverAll();
    expect(letter).toMatchObject({ channel: 'email', to: email, subject: 'Test clinic: your sign-in code' });
    const { status, body } = await verify(sent.body.flow_id, codeIn(letter ? [letter] : []));
    expect([status, body.user?.id]).toEqual([200, id]);
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ sub: id, amr: ['otp'], acr: 'aal1' });
    const told = (await eventsOf(clinic.projectId)).map(({ type }) => type);
    expect(told.slice(-3)).toEqual(['auth.code_requested', 'message.sent', 'session.created']);
  });

  test('is told by the log from request to session, without the address', async () => {
    const own = await makeClinic();
    const { email, id } = await makeUser(own);
    const { flow, code } = await begin({ email }, own);
    await verify(flow, wrong(code), own);
    await verify(flow, code, own);
    const [asked, sent, failed, created] = (await eventsOf(own.projectId)).slice(-4);
    expect(asked).toMatchObject({ type: 'auth.code_requested', detail: { channel: 'email', purpose: 'sign_in' } });
    expect(sent).toMatchObject({
      type: 'message.sent',
      detail: { message_id: asked?.detail?.message_id },
      subjects: [id],
    });
    expect(failed).toMatchObject({
      type: 'auth.challenge_failed',
      outcome: 'failure',
      reason: 'invalid_code',
      target: asked?.target,
      detail: { method: 'otp', tries: 1, purpose: 'sign_in' },
    });
    expect(created).toMatchObject({ type: 'session.created', actor: { type: 'user', id } });
    const logged = JSON.stringify([asked, sent, failed, created]);
    expect(logged).not.toContain(email);
    expect(logged).not.toContain(code);
    expect(logged).not.toContain(flow);
  });

  test('opens the organization that was asked for, or the only one', async () => {
    const { email, id } = await makeUser();
    const first = await makeOrganization(clinic);
    await join({ clinic, userId: id }, first);
    const only = await begin({ email });
    expect((await verify(only.flow, only.code)).body.active_organization.id).toBe(first);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    const strange = await begin({ email, organization_id: await makeOrganization(clinic) });
    expect((await verify(strange.flow, strange.code)).body.code).toBe('membership_not_found');
  });

  test('works once, also for thirty at once', async () => {
    const { email } = await makeUser();
    const { flow, code } = await begin({ email });
    const replies = await Promise.all(Array.from({ length: 30 }, () => verify(flow, code)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = replies.filter(({ status }) => status !== 200);
    for (const { body } of others) expect(['invalid_code', 'challenge_expired']).toContain(body.code);
  });

  test('takes five tries, also of a hundred at once, and each that was told was counted', async () => {
    const own = await makeClinic();
    const { email } = await makeUser(own);
    const { flow, code } = await begin({ email }, own);
    const replies = await Promise.all(Array.from({ length: 60 }, () => verify(flow, wrong(code), own)));
    expect([...new Set(replies.map(({ body }) => body.code))]).toEqual(['invalid_code']);
    const tries = (await failuresOf(own)).map(({ detail }) => detail?.tries);
    expect([1, 2, 3, 4, 5].map((number) => tries.filter((one) => one === number).length)).toEqual([1, 1, 1, 1, 1]);
    expect(tries).toHaveLength(60);
    expect((await verify(flow, code, own)).body.code, 'the right one comes too late').toBe('invalid_code');
  });

  test('lives ten minutes, to the millisecond', async () => {
    const { email } = await makeUser();
    vi.useFakeTimers({ toFake: ['Date'] });
    const begun = Date.now();
    const { flow, code } = await begin({ email });
    vi.setSystemTime(begun + 600_000);
    expect((await verify(flow, code)).body.code).toBe('invalid_code');
    vi.setSystemTime(begun + 599_999);
    expect((await verify(flow, code)).status).toBe(200);
  });

  test('belongs to its flow and its project', async () => {
    const { email } = await makeUser();
    const other = await makeUser();
    const { flow, code } = await begin({ email });
    const elsewhere = await begin({ email: other.email });
    expect((await verify(elsewhere.flow, code)).body.code).toBe('invalid_code');
    expect((await verify(flow, code, await makeClinic())).body.code).toBe('invalid_code');
    expect((await verify(`${flow.slice(0, -1)}_`, code)).body.code).toBe('invalid_code');
    expect((await verify(flow, code)).status).toBe(200);
  });

  test('is nowhere but in the mailbox: the table has its keyed hash, under the hash of the flow', async () => {
    const { email } = await makeUser();
    const { flow, code } = await begin({ email });
    const { hashOfFlow } = await import('../../../lambdas/otp/otp.ts');
    const [row] = await rowsOf('ephemeral', `CODE#${clinic.projectId}#${hashOfFlow(flow)}`);
    const stored = JSON.stringify(row);
    expect(row).toMatchObject({ tries: 0, status: 'open' });
    for (const secret of [email, code, flow]) expect(stored).not.toContain(secret);
  });

  test('signs nobody in who is disabled, or whose address is another one by now', async () => {
    const disabled = await makeUser();
    const flow = await begin({ email: disabled.email });
    const call = client(clinic.secret);
    await call('PATCH /v1/users/{id}', { params: { id: disabled.id }, body: { status: 'disabled' } });
    expect((await verify(flow.flow, flow.code)).body.code).toBe('user_disabled');
    const moved = await makeUser();
    const begun = await begin({ email: moved.email });
    await call('PATCH /v1/users/{id}', { params: { id: moved.id }, body: { email: `new.${moved.email}` } });
    expect((await verify(begun.flow, begun.code)).body.code).toBe('invalid_code');
    await send({ email: disabled.email });
    expect(await deliverAll(), 'and gets no mail').toEqual([]);
  });
});

describe('wrong codes for one address', () => {
  const limited = (code_account: number) =>
    makeClinic({ settings: { budgets: { code_account, send_spacing: 1_000 } } });

  test('are bounded over all of its flows, and a right one is given back', async () => {
    const own = await limited(8);
    const { email } = await makeUser(own);
    const first = await begin({ email }, own);
    for (let tries = 0; tries < 4; tries++) await verify(first.flow, wrong(first.code), own);
    expect((await verify(first.flow, first.code, own)).status).toBe(200);
    const second = await begin({ email }, own);
    const codes: string[] = [];
    for (let tries = 0; tries < 5; tries++) codes.push((await verify(second.flow, wrong(second.code), own)).body.code);
    expect(codes).toEqual([...Array(4).fill('invalid_code'), 'rate_limited']);
    expect((await verify(second.flow, second.code, own)).status, 'nor is the right one judged').toBe(429);
  });

  test.each([
    ['one after the other', 1],
    ['at once', 30],
  ])('are five of each flow, however many come %s: their owner gets in by another', async (_, atOnce) => {
    const own = await limited(40);
    const { email } = await makeUser(own);
    for (let flows = 0; flows < 3; flows++) {
      const { flow, code } = await begin({ email }, own);
      for (let sent = 0; sent < 30; sent += atOnce)
        await Promise.all(Array.from({ length: atOnce }, () => verify(flow, wrong(code), own)));
    }
    const next = await begin({ email }, own);
    expect((await verify(next.flow, next.code, own)).status).toBe(200);
  });
});

describe('what is asked for', () => {
  test.each([
    ['nothing', {}],
    ['two addresses', { email: 'a@example.com', phone: '+12065550100' }],
    ['no number', { destination: 'call me' }],
    ['a number without its country', { phone: '0170 1234567' }],
  ])('is refused where it is %s', async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  test('is no code of other forms', async () => {
    for (const code of ['12345', '1234567', 'abcdef', '１２３４５６', ''])
      expect(await verify('flow_x', code)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('messages to one address (row 25)', () => {
  test('are thirty seconds apart and five in an hour, and the answer is always the same', async () => {
    const own = await makeClinic();
    const { email } = await makeUser(own);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:01Z') });
    const begun = Date.now();
    const from = outbox.length;
    for (let second = 0; second < 600; second += 10) {
      vi.setSystemTime(begun + second * 1000);
      const { status, body } = await send({ email }, own);
      expect([status, Object.keys(body)]).toEqual([202, ['flow_id', 'expires_at']]);
      await deliverAll();
    }
    expect(outbox.length - from).toBe(5);
    const limits = (await eventsOf(own.projectId)).filter(({ type }) => type === 'abuse.limit_reached');
    expect(new Set(limits.map(({ detail }) => detail?.budget))).toEqual(new Set(['send_spacing', 'send_destination']));
  });

  test('whose network asks too often are refused, whoever they are for', async () => {
    const own = await makeClinic({ settings: { budgets: { send_ip: 2 } } });
    const answers = [];
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com'])
      answers.push(await send({ email }, own, '198.51.100.9'));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(answers[0]?.headers.ratelimit).toMatch(/^"send_ip";r=1;t=\d+$/);
  });
});
