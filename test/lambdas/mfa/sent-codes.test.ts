/** Codes by mail and SMS as answers to a challenge: sent for it alone, and no second proof of the same mailbox. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { answer, begin, claimsOf } from '../../dynamodb/challenges.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { addTotp, logIn, PASSWORD, setPassword, verifyEmail, withPasswords } from '../../dynamodb/factors.ts';
import { codeIn, deliverAll } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, join, makeOrganization, type Person, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

handClock();
let clinic: Clinic;
let numbers = 0;
beforeEach(async () => {
  const budgets = { send_spacing: 1_000, send_destination: 1_000, factor_account: 1_000 };
  clinic = await withPasswords({ settings: { passwords: 'on', budgets } });
});
afterEach(() => deliverAll());

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

interface Reachable {
  readonly person: Person;
  readonly org: string;
  readonly number: string;
}

/** Somebody with a password, a verified address and a confirmed number, in an organization that wants two factors. */
async function someone(policy: Record<string, unknown> = { require_mfa: true }): Promise<Reachable> {
  const org = await makeOrganization(clinic, policy);
  const person = await enrol(clinic);
  await join(person, org);
  await verifyEmail(person);
  const number = `+1206555${2_000 + ++numbers}`;
  const { body: envelope } = await setPassword((await signIn(person)).body, { new_password: PASSWORD });
  await deliverAll();
  const headers = bearer(envelope.access_token);
  const begun = await request('POST /v1/me/phone', { headers, body: { phone: number } });
  const body = { flow_id: begun.body.flow_id, code: codeIn(await deliverAll()) };
  await request('POST /v1/me/phone/confirm', { headers, body });
  await deliverAll();
  return { person, org, number };
}

async function challengeOf({ person, org }: Reachable) {
  const { body } = await logIn(clinic, person.email, PASSWORD, { organization_id: org });
  return { id: body.challenge_id as string, methods: body.methods as string[] };
}

/** Asks for a code, and reads it where it was sent. */
async function sent(id: string, method: 'otp' | 'sms') {
  const { status, body } = await begin(clinic, id, method);
  const messages = await deliverAll();
  return { status, body, messages, code: codeIn(messages) };
}

test.each([
  ['sms', ['pwd', 'sms', 'mfa'], 'aal2'],
  ['otp', ['pwd', 'otp', 'mfa'], 'aal1'],
] as const)('a code by %s answers the challenge that it was sent for', async (method, amr, acr) => {
  const one = await someone();
  const { id, methods } = await challengeOf(one);
  expect(methods).toEqual(['passkey', 'sms', 'otp']);
  const { body, messages, code } = await sent(id, method);
  expect(messages).toMatchObject([{ to: method === 'sms' ? one.number : one.person.email }]);
  expect(body.destination, 'no more of it than they recognise').not.toContain(String(messages[0]?.to));
  const entered = await answer(clinic, id, { method, code });
  expect(entered.status).toBe(200);
  expect(claimsOf(entered.body)).toMatchObject({ act_org: one.org, amr, acr });
  expect(codeOf(await answer(clinic, id, { method, code }))).toEqual([401, 'challenge_expired']);
  const asked = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'auth.code_requested').at(-1);
  expect(asked).toMatchObject({ target: { id: one.person.userId }, detail: { purpose: 'step_up' } });
});

test('a code answers no other challenge, by no other name, and no sign-in; nor does one of a sign-in answer this', async () => {
  const one = await someone();
  const [first, second] = [await challengeOf(one), await challengeOf(one)];
  const { code } = await sent(first.id, 'otp');
  const wrong = [401, 'invalid_code'];
  expect(codeOf(await answer(clinic, second.id, { method: 'otp', code }))).toEqual(wrong);
  expect(codeOf(await answer(clinic, first.id, { method: 'sms', code }))).toEqual(wrong);

  const headers = anonymously(clinic);
  const flow = await request('POST /v1/auth/otp/send', { headers, body: { email: one.person.email } });
  const ofSignIn = codeIn(await deliverAll());
  expect(codeOf(await answer(clinic, first.id, { method: 'otp', code: ofSignIn }))).toEqual(wrong);
  const signedIn = await request('POST /v1/auth/otp/verify', { headers, body: { flow_id: flow.body.flow_id, code } });
  expect(codeOf(signedIn)).toEqual(wrong);
  expect((await answer(clinic, first.id, { method: 'otp', code })).status).toBe(200);
});

test('a newer code takes the place of the one before, and no code that was not sent is right', async () => {
  const one = await someone();
  const { id } = await challengeOf(one);
  expect(codeOf(await answer(clinic, id, { method: 'sms', code: '000000' }))).toEqual([401, 'invalid_code']);
  const older = await sent(id, 'sms');
  const newer = await sent(id, 'sms');
  expect(codeOf(await answer(clinic, id, { method: 'sms', code: older.code }))).toEqual([401, 'invalid_code']);
  expect((await answer(clinic, id, { method: 'sms', code: newer.code })).status).toBe(200);
});

test('whoever came through the mailbox proves nothing more by it', async () => {
  const one = await someone();
  const headers = anonymously(clinic);
  const flow = await request('POST /v1/auth/otp/send', {
    headers,
    body: { email: one.person.email, organization_id: one.org },
  });
  const { status, body } = await request('POST /v1/auth/otp/verify', {
    headers,
    body: { flow_id: flow.body.flow_id, code: codeIn(await deliverAll()) },
  });
  expect([status, body.code, body.methods]).toEqual([401, 'step_up_required', ['passkey', 'sms']]);
  expect(codeOf(await begin(clinic, body.challenge_id, 'otp'))).toEqual([422, 'method_not_offered']);
  expect(await deliverAll(), 'and nothing is sent').toEqual([]);
});

test('where the policy allows no messages, none is offered', async () => {
  const one = await someone({ require_mfa: true, disabled_methods: ['sms', 'otp'] });
  await addTotp((await signIn(one.person)).body);
  await deliverAll();
  const { id, methods } = await challengeOf(one);
  expect(methods).toEqual(['passkey', 'totp', 'recovery']);
  expect((await sent(id, 'sms')).messages).toEqual([]);
});

test('a person is sent only so many messages, whatever asks for them', async () => {
  clinic = await withPasswords({
    settings: { passwords: 'on', budgets: { send_destination: 2, send_spacing: 1_000 } },
  });
  const one = await someone();
  const { id } = await challengeOf(one);
  const answers = [await sent(id, 'otp'), await sent(id, 'otp'), await sent(id, 'otp')];
  expect(answers.map(({ status }) => status).at(-1)).toBe(429);
  expect(answers.at(-1)?.messages).toEqual([]);
});
