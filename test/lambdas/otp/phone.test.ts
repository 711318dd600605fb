import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { codeIn, deliverAll } from '../../dynamodb/outbox.ts';
import {
  anonymously,
  type Clinic,
  enrol,
  join,
  makeClinic,
  makeOrganization,
  type Person,
} from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

const { INHERIT } = await import('../../../lambdas/organization/policy.ts');

/** People here ask for several codes in a minute. */
const OFTEN = { settings: { budgets: { send_spacing: 1_000, send_destination: 1_000 } } };
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic(OFTEN);
});
afterEach(() => {
  vi.useRealTimers();
});

let numbers = 0;
const newNumber = () => `+1206555${String(1000 + ++numbers)}`;
const tokenOf = (envelope: { access_token: string }) => ({ headers: bearer(envelope.access_token) });

async function begin(person: Pick<Person, 'envelope'>, phone: string) {
  await deliverAll();
  const { status, body } = await request('POST /v1/me/phone', { ...tokenOf(person.envelope), body: { phone } });
  return { status, body, flow: body.flow_id as string, code: codeIn(await deliverAll()) };
}
const confirm = (person: Pick<Person, 'envelope'>, flow_id: string, code: string) =>
  request('POST /v1/me/phone/confirm', { ...tokenOf(person.envelope), body: { flow_id, code } });

/** Somebody who has confirmed a number. */
async function withPhone(at: Clinic = clinic) {
  const person = await enrol(at);
  const number = newNumber();
  const { flow, code } = await begin(person, number);
  const { body } = await confirm(person, flow, code);
  return { ...person, envelope: body, number };
}
const send = async (body: object, at: Clinic = clinic) => {
  await deliverAll();
  const { body: flow } = await request('POST /v1/auth/otp/send', { headers: anonymously(at), body });
  return { flow: flow.flow_id as string, sent: await deliverAll() };
};
const verify = (flow_id: string, code: string, at: Clinic = clinic) =>
  request('POST /v1/auth/otp/verify', { headers: anonymously(at), body: { flow_id, code } });

describe('a number', () => {
  test('is enrolled by the code that was sent to it, and its owner gets another session', async () => {
    const person = await enrol(clinic);
    const number = newNumber();
    const { flow, code } = await begin(person, number);
    const { status, body } = await confirm(person, flow, code);
    expect(status).toBe(200);
    expect(body.session_id).not.toBe(person.envelope.session_id);
    expect((await request('GET /v1/me', tokenOf(person.envelope))).status).toBe(401);
    const [row] = (await rowsOf('identity', `USER#${person.userId}`)).filter(({ sk }) => sk === 'PHONE');
    expect(row).toMatchObject({ number, user_id: person.userId });
    const [event] = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'phone.confirmed').slice(-1);
    expect(event).toMatchObject({ target: { type: 'credential', id: row?.id }, subjects: [person.userId] });
    expect(JSON.stringify(event)).not.toContain(number);
  });

  test.each([
    ['+8801712345678', 'a country that the project does not name'],
    ['+18765550100', 'a country that shares a calling code'],
    ['555-0100', 'no country'],
  ])('%s is refused: %s', async (phone) => {
    const { status, body } = await begin(await enrol(clinic), phone);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  test('is not enrolled by a code for another flow, another person or another purpose', async () => {
    const [one, other] = [await enrol(clinic), await enrol(clinic)];
    const mine = await begin(one, newNumber());
    const theirs = await begin(other, newNumber());
    expect((await confirm(one, theirs.flow, theirs.code)).body.code).toBe('invalid_code');
    expect((await confirm(one, mine.flow, theirs.code)).body.code).toBe('invalid_code');
    expect((await verify(mine.flow, mine.code)).body.code, 'nor does it sign in').toBe('invalid_code');
    expect((await confirm(one, mine.flow, mine.code)).status).toBe(200);
  });

  test('belongs to one person of the project', async () => {
    const { number } = await withPhone();
    const other = await enrol(clinic);
    const { flow, code } = await begin(other, number);
    expect([(await confirm(other, flow, code)).body.code]).toEqual(['already_enrolled']);
    const elsewhere = await enrol(await makeClinic());
    const again = await begin(elsewhere, number);
    expect((await confirm(elsewhere, again.flow, again.code)).status).toBe(200);
  });

  test('is changed by removing it first, with a proof that is fresh', async () => {
    const patient = await makeClinic({ ...OFTEN, policy: { ...INHERIT, session_idle_timeout_min: 60 } });
    const person = await withPhone(patient);
    expect((await begin(person, newNumber())).body.code).toBe('already_enrolled');
    const begun = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: begun + 14 * 60_000 });
    const { refresh_token } = person.envelope;
    const refreshed = await request('POST /v1/auth/refresh', { body: { refresh_token } });
    expect(refreshed.body).toMatchObject({ access_token: expect.any(String) });
    vi.setSystemTime(begun + 16 * 60_000);
    const stale = await request('DELETE /v1/me/phone', tokenOf(refreshed.body));
    expect(stale.body.code).toBe('recent_authentication_required');
    vi.useRealTimers();
    const fresh = await withPhone();
    const removed = await request('DELETE /v1/me/phone', tokenOf(fresh.envelope));
    expect(removed.status).toBe(200);
    const again = await request('DELETE /v1/me/phone', tokenOf(removed.body));
    expect(again.body.code).toBe('not_enrolled');
    const { flow, code } = await begin({ envelope: removed.body }, fresh.number);
    expect((await confirm({ envelope: removed.body }, flow, code)).status).toBe(200);
  });
});

describe('a code by SMS', () => {
  test('signs in whoever confirmed the number, by it or by their address', async () => {
    const { number, email, userId } = await withPhone();
    const { flow, sent } = await send({ phone: number });
    expect(sent).toMatchObject([{ channel: 'sms', to: number, text: expect.stringMatching(/\b\d{6}\b/) }]);
    const { status, body } = await verify(flow, codeIn(sent));
    expect([status, body.user.id]).toEqual([200, userId]);
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(claims.amr).toEqual(['sms']);
    const byAddress = await send({ email, channel: 'sms' });
    expect(byAddress.sent).toMatchObject([{ channel: 'sms', to: number }]);
    expect((await verify(byAddress.flow, codeIn(byAddress.sent))).status).toBe(200);
  });

  test('is sent to nobody who has not confirmed the number, whatever the server says of them', async () => {
    const person = await enrol(clinic);
    const phone = newNumber();
    const { client } = await import('../../dynamodb/api.ts');
    await client(clinic.secret)('PATCH /v1/users/{id}', { params: { id: person.userId }, body: { phone } });
    expect((await send({ phone })).sent).toEqual([]);
    expect((await send({ email: person.email, channel: 'sms' })).sent).toEqual([]);
  });

  test('is worth nothing once the number was removed', async () => {
    const person = await withPhone();
    const { flow, sent } = await send({ phone: person.number });
    await request('DELETE /v1/me/phone', tokenOf(person.envelope));
    expect((await verify(flow, codeIn(sent))).body.code).toBe('invalid_code');
    expect((await send({ phone: person.number })).sent).toEqual([]);
  });

  test('by the address is worth nothing once there is another number, nor one by the number once there is another address', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const later = () => vi.setSystemTime(Date.now() + 1_000);
    const person = await withPhone();
    const bySms = await send({ email: person.email, channel: 'sms' });
    later();
    const { body: without } = await request('DELETE /v1/me/phone', tokenOf(person.envelope));
    const number = newNumber();
    const { flow, code } = await begin({ envelope: without }, number);
    expect((await confirm({ envelope: without }, flow, code)).status).toBe(200);
    expect((await verify(bySms.flow, codeIn(bySms.sent))).body.code, 'the old number had it').toBe('invalid_code');

    later();
    const byMail = await send({ phone: number, channel: 'email' });
    expect(byMail.sent).toMatchObject([{ to: person.email }]);
    later();
    const { client } = await import('../../dynamodb/api.ts');
    const body = { email: `new.${person.email}` };
    await client(clinic.secret)('PATCH /v1/users/{id}', { params: { id: person.userId }, body });
    expect((await verify(byMail.flow, codeIn(byMail.sent))).body.code, 'the old mailbox had it').toBe('invalid_code');
    const next = await send({ phone: number, channel: 'email' });
    expect((await verify(next.flow, codeIn(next.sent))).body.user).toMatchObject({ ...body, email_verified: true });
  });

  test('is one factor: a policy that asks for two asks for one more', async () => {
    const person = await withPhone();
    const organization = await makeOrganization(clinic, { require_mfa: true });
    await join({ clinic, userId: person.userId }, organization);
    const { flow, sent } = await send({ phone: person.number });
    const { status, body } = await verify(flow, codeIn(sent));
    expect([status, body.code]).toEqual([401, 'step_up_required']);
    expect(body.methods).toContain('passkey');
    expect(body.methods).not.toContain('sms');
    expect((await verify(flow, codeIn(sent))).body.code, 'and is used up').toBe('invalid_code');
  });
});

describe('the own address', () => {
  test('is proven by a signed-in user, who keeps what they enrolled', async () => {
    const open = await makeClinic({ sign_up: 'open' });
    const { makeAuthenticator } = await import('../../passkey-authenticator.ts');
    const passkey = makeAuthenticator();
    const headers = anonymously(open);
    const email = 'newcomer@clinic.test';
    const begun = await request('POST /v1/auth/passkey/register/options', { headers, body: { email } });
    const credential = passkey.create(begun.body.options);
    const body = { request_id: begun.body.request_id, credential };
    const { body: envelope } = await request('POST /v1/auth/passkey/register/verify', { headers, body });
    expect(envelope.user.email_verified).toBe(false);
    const { body: flow } = await request('POST /v1/me/email/verify', tokenOf(envelope));
    const sent = await deliverAll();
    expect(sent).toMatchObject([{ to: email }]);
    const answer = { flow_id: flow.flow_id, code: codeIn(sent) };
    const wrong = { ...answer, code: String((Number(answer.code) + 1) % 1_000_000).padStart(6, '0') };
    const refused = await request('POST /v1/me/email/confirm', { ...tokenOf(envelope), body: wrong });
    expect(refused.body.code).toBe('invalid_code');
    const confirmed = await request('POST /v1/me/email/confirm', { ...tokenOf(envelope), body: answer });
    expect(confirmed).toMatchObject({ status: 200, body: { email_verified: true } });
    const { signIn } = await import('../../dynamodb/people.ts');
    expect((await signIn({ clinic: open, passkey })).status).toBe(200);
  });

  test('is asked about ten times in an hour at most', async () => {
    const limited = await makeClinic({ settings: { budgets: { send_account: 1 } } });
    const person = await enrol(limited);
    const first = await request('POST /v1/me/email/verify', tokenOf(person.envelope));
    const second = await request('POST /v1/me/email/verify', tokenOf(person.envelope));
    expect([first.status, second.status, second.body.code]).toEqual([202, 429, 'rate_limited']);
    const [event] = (await eventsOf(limited.projectId)).filter(({ type }) => type === 'abuse.limit_reached');
    expect(event).toMatchObject({ target: { type: 'user', id: person.userId }, detail: { budget: 'send_account' } });
  });
});

describe('a code for one more factor', async () => {
  const { sendCode } = await import('../../../lambdas/otp/send-code.ts');
  const { answerCode } = await import('../../../lambdas/otp/answer-code.ts');
  const { getAccount } = await import('../../../lambdas/session/account-store.ts');
  const { getProject } = await import('../../../lambdas/project/project-store.ts');
  const { writer } = await import('../../../lambdas/shared/commit.ts');
  type Committing = import('../../../lambdas/session/request.ts').Request;

  async function stage(at: Clinic = clinic) {
    const person = await withPhone(at);
    const project = await getProject(at.projectId, new Date());
    const account = await getAccount(at.projectId, person.userId);
    if (!project || !account) throw new Error('nobody');
    const now = new Date();
    const principal = { kind: 'anonymous', projectId: project.id } as const;
    const context = { principal, requestId: 'req_1', ip: undefined, userAgent: undefined, now };
    const call = {
      project,
      now,
      commit: (changes, events) => writer.commit(project, context, changes, events),
      prepare: () => undefined,
      request: { id: 'req_1', ip: undefined, userAgent: undefined, headers: {}, cookies: {} },
    } as Committing;
    return { person, account, call };
  }

  test('is masked to whom it is sent, answers its challenge alone, and only until the next one', async () => {
    const { account, call, person } = await stage();
    await deliverAll();
    const sent = await sendCode(call, account, 'challenge-1', 'sms');
    expect(sent).toEqual({ ok: true, value: `••••••${person.number.slice(-4)}` });
    const code = codeIn(await deliverAll());
    const answered = await answerCode(account, 'challenge-1', code, call.now);
    expect(answered).toMatchObject({ ok: true, value: { factor: { method: 'sms' }, consumes: [{}], events: [] } });
    expect((await answerCode(account, 'challenge-2', code, call.now)).ok).toBe(false);
    const later = { ...call, now: new Date(call.now.getTime() + 31_000) };
    expect((await sendCode(later, account, 'challenge-1', 'sms')).ok).toBe(true);
    const next = codeIn(await deliverAll());
    if (next !== code) expect((await answerCode(account, 'challenge-1', code, later.now)).ok).toBe(false);
    expect((await answerCode(account, 'challenge-1', next, later.now)).ok).toBe(true);
  });

  test('comes thirty seconds after the last one, and says when', async () => {
    const { account, call } = await stage(await makeClinic());
    const sent = await sendCode(call, account, 'challenge-3', 'sms');
    expect(sent).toEqual({ ok: false, error: { code: 'rate_limited', retryAfterS: 30 } });
    const later = { ...call, now: new Date(call.now.getTime() + 31_000) };
    expect((await sendCode(later, account, 'challenge-3', 'sms')).ok).toBe(true);
  });

  test('by mail needs an address that was proven', async () => {
    const { account, call } = await stage();
    expect(await sendCode(call, account, 'challenge-4', 'otp')).toEqual({ ok: false, error: 'not_enrolled' });
    const proven = { ...account, user: { ...account.user, emailVerified: true } };
    expect(await sendCode(call, proven, 'challenge-4', 'otp')).toMatchObject({ ok: true });
  });
});
