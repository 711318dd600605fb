/** Challenges for one more factor: what answers one, what does not, and what the log keeps of both. */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  answer,
  answerWithPasskey,
  begin,
  type Careful,
  challengeOf,
  claimsOf,
  makeCareful,
  PASSWORD,
} from '../../dynamodb/challenges.ts';
import { handClock, MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { logIn, withPasswords } from '../../dynamodb/factors.ts';
import { anonymously, type Clinic, enrol, makeClinic, setPolicy, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const at = handClock();
let clinic: Clinic;
let careful: Careful;
beforeAll(async () => {
  clinic = await withPasswords({ settings: { passwords: 'on', budgets: { factor_account: 1_000 } } });
});

/** Each test has somebody of its own: codes are good for one use. */
const someone = (policy?: Record<string, unknown>) => makeCareful(clinic, policy);
const typed = async (scope: string, type: string) => (await eventsOf(scope)).filter((event) => event.type === type);
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

test('a sign-in that needs one more factor names the ones that would do, and the log says why', async () => {
  careful = await someone();
  const { status, body } = await logIn(clinic, careful.person.email, PASSWORD, { organization_id: careful.org });
  expect(status).toBe(401);
  expect(body).toMatchObject({
    code: 'step_up_required',
    methods: ['passkey', 'totp', 'recovery'],
    expires_at: new Date(START + 5 * MINUTE).toISOString(),
  });
  expect(await typed(careful.org, 'auth.step_up_required')).toMatchObject([
    { outcome: 'denied', detail: { methods: body.methods, because: 'policy', method: 'password' } },
  ]);
});

const ANSWERS: [string, string[], string, (careful: Careful, id: string) => ReturnType<typeof answer>][] = [
  ['a passkey', ['pwd', 'pop', 'user', 'mfa'], 'phr', answerWithPasskey],
  ['an authenticator app', ['pwd', 'otp', 'mfa'], 'aal2', ({ app }, id) => answer(clinic, id, byApp(app()))],
  ['a recovery code', ['pwd', 'otp', 'mfa'], 'aal1', ({ codes }, id) => answer(clinic, id, byCode(codes[0]))],
];
const byApp = (code: string) => ({ method: 'totp', code });
const byCode = (code: string | undefined) => ({ method: 'recovery', code });

test.each(ANSWERS)('%s answers it: one session, with what was proven', async (_, amr, acr, give) => {
  const one = await someone();
  const id = await challengeOf(one);
  at(1);
  const { status, body } = await give(one, id);
  expect(status).toBe(200);
  expect(claimsOf(body)).toMatchObject({ act_org: one.org, amr, acr, auth_time: (START + MINUTE) / 1_000 });
  const own = (await eventsOf(one.org)).map(({ type }) => type).filter((type) => !/^(org|membership)/.test(type));
  expect(own.slice(-2)).toEqual(['auth.step_up_answered', 'session.created']);
  for (const given of [byApp(one.app(1)), byCode(one.codes[9])])
    expect(codeOf(await answer(clinic, id, given)), 'and is used up').toEqual([401, 'challenge_expired']);
  expect((await request('GET /v1/me', { headers: bearer(body.access_token) })).status).toBe(200);
});

test('before it is answered there is no session, whatever else is tried', async () => {
  const one = await someone();
  const before = await typed(one.org, 'session.created');
  const id = await challengeOf(one);
  expect(await begin(clinic, id)).toMatchObject({ status: 200, body: { methods: ['passkey', 'totp', 'recovery'] } });
  await answer(clinic, id, byApp(one.app(7)));
  expect(await typed(one.org, 'session.created')).toEqual(before);
});

test('five wrong answers end it: each is told once it is counted, and the right one comes too late', async () => {
  const one = await someone();
  const id = await challengeOf(one);
  for (let tries = 1; tries <= 5; tries++)
    expect(codeOf(await answer(clinic, id, byApp(one.app(7))))).toEqual([401, 'invalid_code']);
  expect(codeOf(await answer(clinic, id, byApp(one.app())))).toEqual([401, 'challenge_expired']);
  const failed = await typed(one.org, 'auth.challenge_failed');
  expect(failed.map(({ detail }) => detail)).toEqual(
    [1, 2, 3, 4, 5].map((tries) => ({ method: 'totp', tries, purpose: 'step_up' })),
  );
  expect(failed[0]).toMatchObject({ outcome: 'failure', reason: 'invalid_code', subjects: [one.person.userId] });
});

test('a means that the challenge does not name is refused, and counts as a wrong answer', async () => {
  const one = await someone({ require_passkey: true });
  const { body } = await logIn(clinic, one.person.email, PASSWORD, { organization_id: one.org });
  expect(body.methods, 'only what the policy accepts').toEqual(['passkey']);
  const id = body.challenge_id;
  for (const given of [byApp(one.app()), byCode(one.codes[0]), { method: 'otp', code: '000000' }]) {
    expect(codeOf(await answer(clinic, id, given))).toEqual([422, 'method_not_offered']);
    expect(codeOf(await begin(clinic, id, given.method))).toEqual([422, 'method_not_offered']);
  }
  expect(await typed(one.org, 'auth.challenge_failed')).toHaveLength(3);
  expect((await answerWithPasskey(one, id)).status).toBe(200);
});

test('an answer of the wrong form is told so, and is not counted', async () => {
  const one = await someone();
  const id = await challengeOf(one);
  for (const given of [{ method: 'totp' }, { method: 'passkey', code: '123456' }, { code: '123456' }, { method: 'x' }])
    expect(codeOf(await answer(clinic, id, given))).toEqual([400, 'validation_failed']);
  expect(await typed(one.org, 'auth.challenge_failed')).toEqual([]);
});

test('a passkey answers the challenge that it signed for, and no other', async () => {
  const one = await someone();
  const [first, second] = [await challengeOf(one), await challengeOf(one)];
  const { body: options } = await begin(clinic, first, 'passkey');
  expect(options.options.allowCredentials).toMatchObject([{ id: one.person.passkey.credentialId }]);
  const refused = [401, 'passkey_verification_failed'];
  const elsewhere = one.person.passkey.get(options.options);
  expect(codeOf(await answer(clinic, second, { method: 'passkey', credential: elsewhere }))).toEqual(refused);

  const login = await request('POST /v1/auth/passkey/login/options', { headers: anonymously(clinic), body: {} });
  const ofSignIn = one.person.passkey.get(login.body.options);
  expect(codeOf(await answer(clinic, first, { method: 'passkey', credential: ofSignIn }))).toEqual(refused);

  const other = await enrol(clinic);
  const { body } = await begin(clinic, first, 'passkey');
  const ofOther = other.passkey.get(body.options);
  expect(codeOf(await answer(clinic, first, { method: 'passkey', credential: ofOther }))).toEqual(refused);
  expect((await answer(clinic, first, { method: 'passkey', credential: elsewhere })).status).toBe(200);
});

test('nor does what was signed for a challenge begin a sign-in', async () => {
  const one = await someone();
  const { body } = await begin(clinic, await challengeOf(one), 'passkey');
  const login = await request('POST /v1/auth/passkey/login/options', { headers: anonymously(clinic), body: {} });
  const reply = await request('POST /v1/auth/passkey/login/verify', {
    headers: anonymously(clinic),
    body: { request_id: login.body.request_id, credential: one.person.passkey.get(body.options) },
  });
  expect(codeOf(reply)).toEqual([401, 'passkey_verification_failed']);
});

test('a code is good for one challenge', async () => {
  const one = await someone();
  const [first, second] = [await challengeOf(one), await challengeOf(one)];
  expect((await answer(clinic, first, byApp(one.app()))).status).toBe(200);
  expect(codeOf(await answer(clinic, second, byApp(one.app())))).toEqual([401, 'invalid_code']);
  expect((await answer(clinic, second, byCode(one.codes[3]))).status).toBe(200);
  const third = await challengeOf(one);
  expect(codeOf(await answer(clinic, third, byCode(one.codes[3])))).toEqual([401, 'invalid_code']);
});

test('an authenticator whose counter goes back is marked here as at sign-in', async () => {
  const one = await someone();
  const bound = makeAuthenticator({ synced: false });
  const fresh = (await signIn(one.person)).body;
  const headers = bearer(fresh.access_token);
  const { body: registration } = await request('POST /v1/auth/passkey/register/options', { headers, body: {} });
  await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: registration.request_id, credential: bound.create(registration.options) },
  });
  await signIn({ clinic, passkey: bound });
  const id = await challengeOf(one);
  const { body } = await begin(clinic, id, 'passkey');
  const copy = bound.get(body.options, { counter: 1 });
  expect((await answer(clinic, id, { method: 'passkey', credential: copy })).status).toBe(401);
  expect((await eventsOf(clinic.projectId)).map(({ type }) => type)).toContain('passkey.suspected');
  expect((await answer(clinic, id, { method: 'passkey', credential: bound.get(body.options) })).status).toBe(401);
});

test('it lasts five minutes, and is another project’s in none of them', async () => {
  const one = await someone();
  const id = await challengeOf(one);
  const stranger = await makeClinic();
  expect(codeOf(await answer(stranger, id, byApp(one.app())))).toEqual([401, 'challenge_expired']);
  expect(codeOf(await begin(stranger, id))).toEqual([401, 'challenge_expired']);
  expect(codeOf(await answer(clinic, `chal_${'A'.repeat(43)}`, byApp(one.app())))).toEqual([401, 'challenge_expired']);
  at(5, -1);
  expect((await begin(clinic, id)).status).toBe(200);
  at(5);
  expect(codeOf(await begin(clinic, id))).toEqual([401, 'challenge_expired']);
  expect(codeOf(await answer(clinic, id, byApp(one.app())))).toEqual([401, 'challenge_expired']);
});

test('the policy of the moment of the answer decides: what is not enough any more asks again', async () => {
  const one = await someone();
  const id = await challengeOf(one);
  await setPolicy(clinic, one.org, { require_passkey: true });
  const { status, body } = await answer(clinic, id, byApp(one.app()));
  expect([status, body.code, body.methods]).toEqual([401, 'step_up_required', ['passkey']]);
  expect(codeOf(await answer(clinic, id, byCode(one.codes[0]))), 'the first is used up').toEqual([
    401,
    'challenge_expired',
  ]);
  const entered = await answerWithPasskey(one, body.challenge_id);
  expect(claimsOf(entered.body).amr).toEqual(['pwd', 'otp', 'mfa', 'pop', 'user']);

  const three = await someone();
  const used = await challengeOf(three);
  await setPolicy(clinic, three.org, { require_passkey: true });
  expect((await answer(clinic, used, byCode(three.codes[0]))).body.code).toBe('step_up_required');
  expect((await eventsOf(three.org)).map(({ type }) => type).slice(-3), 'what is spent is in the log').toEqual([
    'recovery_codes.used',
    'auth.step_up_answered',
    'auth.step_up_required',
  ]);

  const two = await someone();
  const before = await typed(two.org, 'session.created');
  const other = await challengeOf(two);
  await setPolicy(clinic, two.org, { ip_allowlist: ['10.0.0.0/8'] });
  expect(codeOf(await answer(clinic, other, byApp(two.app())))).toEqual([403, 'policy_violation_network']);
  expect(await typed(two.org, 'session.created')).toEqual(before);
});

test('a person who was signed out everywhere since begins again', async () => {
  const one = await someone();
  const id = await challengeOf(one);
  at(0, 1);
  for (const status of ['disabled', 'active'])
    await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: one.person.userId }, body: { status } });
  expect(codeOf(await answer(clinic, id, byApp(one.app())))).toEqual([401, 'challenge_expired']);
});

test('wrong codes of all challenges together have a limit; a passkey is none of them', async () => {
  const strict = await withPasswords();
  const one = await makeCareful(strict);
  const told: string[] = [];
  let id = '';
  for (let guess = 0; guess < 12; guess++) {
    if (guess % 4 === 0) id = await challengeOf(one);
    told.push((await answer(strict, id, byApp(one.app(7)))).body.code);
  }
  expect(told).toEqual([...Array(10).fill('invalid_code'), 'rate_limited', 'rate_limited']);
  expect(codeOf(await answer(strict, id, byApp(one.app())))).toEqual([429, 'rate_limited']);
  expect((await answerWithPasskey(one, id)).status).toBe(200);
  const limits = await typed(strict.projectId, 'abuse.limit_reached');
  expect(limits[0]).toMatchObject({ detail: { budget: 'factor_account' }, target: { id: one.person.userId } });
});

test('an honest person is not limited by what they answer rightly', async () => {
  const strict = await withPasswords();
  const one = await makeCareful(strict);
  for (let minute = 0; minute < 12; minute++) {
    at(minute);
    expect((await answer(strict, await challengeOf(one), byApp(one.app()))).status).toBe(200);
  }
});
