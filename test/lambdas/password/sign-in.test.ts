/** Signing in with a password: where it is allowed, what it is worth to a policy, and what becomes of its hash. */
import { beforeAll, describe, expect, test } from 'vitest';
import { anAgreement } from '../../dynamodb/agreements.ts';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import {
  addTotp,
  logIn,
  PASSWORD,
  setPassword,
  verifyEmail,
  withPassword,
  withPasswordAlone,
  withPasswords,
} from '../../dynamodb/factors.ts';
import {
  type Clinic,
  enrol,
  join,
  makeClinic,
  makeOrganization,
  type Person,
  setPolicy,
} from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

const { commitForTests } = await import('../../dynamodb/commit-for-tests.ts');
const { update } = await import('../../../lambdas/shared/change.ts');
const { passwordKey } = await import('../../../lambdas/shared/table.ts');
const { writePhc, readPhc } = await import('../../../lambdas/password/phc.ts');
const { argon2id } = await import('../../../lambdas/password/argon2.ts');
const { PARAMETERS } = await import('../../../lambdas/password/hash-password.ts');

handClock();
let clinic: Clinic;
let person: Person;
beforeAll(async () => {
  clinic = await withPasswords();
  person = await withPassword(clinic);
});

const rowOf = async ({ userId }: Person) =>
  (await rowsOf('identity', `USER#${userId}`)).find(({ sk }) => sk === 'PASSWORD');
const claimsOf = ({ body }: { body: { access_token: string } }) =>
  JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString());

describe('a right password', () => {
  test('is a session of one factor', async () => {
    const answer = await logIn(clinic, person.email.toUpperCase());
    expect(answer.status).toBe(200);
    expect(claimsOf(answer)).toMatchObject({ sub: person.userId, amr: ['pwd'], acr: 'aal1' });
    const created = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'session.created').at(-1);
    expect(created).toMatchObject({ actor: { type: 'user', id: person.userId }, detail: { amr: ['pwd'] } });
  });

  test('in the only organization, or in the one that is asked for', async () => {
    const member = await withPassword(clinic);
    const [one, other] = [await makeOrganization(clinic), await makeOrganization(clinic)];
    await join(member, one);
    expect(claimsOf(await logIn(clinic, member.email)).act_org).toBe(one);
    await join(member, other);
    expect(claimsOf(await logIn(clinic, member.email)).act_org).toBeNull();
    expect(claimsOf(await logIn(clinic, member.email, PASSWORD, { organization_id: other })).act_org).toBe(other);
    const strange = await makeOrganization(clinic);
    const refused = await logIn(clinic, member.email, PASSWORD, { organization_id: strange });
    expect([refused.status, refused.body.code]).toEqual([404, 'membership_not_found']);
  });

  test('however its letters are composed', async () => {
    const member = await enrol(clinic);
    await setPassword(member.envelope, { new_password: 'cafe\u0301 nine blue tulips' });
    expect((await logIn(clinic, member.email, 'caf\u00e9 nine blue tulips')).status).toBe(200);
  });

  test('every letter of it counts: nothing is cut off or trimmed', async () => {
    for (const other of [`${PASSWORD} `, ` ${PASSWORD}`, PASSWORD.toUpperCase(), PASSWORD.slice(0, -1)])
      expect((await logIn(clinic, person.email, other)).body.code).toBe('invalid_credentials');
  });
});

test('a wrong password is told like any other, counted, and in the log', async () => {
  const member = await withPassword(clinic);
  const wrong = await logIn(clinic, member.email, 'something else entirely');
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
  expect(await rowOf(member)).toMatchObject({ failures: 1 });
  const attempt = (await eventsOf(clinic.projectId)).at(-1);
  expect(attempt).toMatchObject({
    type: 'auth.signin_attempt',
    outcome: 'failure',
    reason: 'invalid_credentials',
    target: { type: 'user', id: member.userId },
    detail: { method: 'password' },
  });
  expect((await logIn(clinic, member.email)).status).toBe(200);
  expect(await rowOf(member), 'in a row: the right one ends it').toMatchObject({ failures: 0 });
});

test('after a hundred wrong ones in a row nothing is right, and the answer does not say so', async () => {
  const member = await withPassword(clinic);
  await commitForTests(clinic, [update(passwordKey(member.userId), { failures: 99 }, {}, 'conflict')]);
  expect((await logIn(clinic, member.email, 'wrong for the hundredth time')).body.code).toBe('invalid_credentials');
  const locked = await logIn(clinic, member.email);
  expect([locked.status, locked.body.code]).toEqual([401, 'invalid_credentials']);
  const { body } = await request('GET /v1/me/factors', { headers: bearer(member.envelope.access_token) });
  expect(body.password).toMatchObject({ locked: true });
});

describe('what is stored', () => {
  test('is a salted hash of the parameters that OWASP names, with a key that is not in the table', async () => {
    const { hash } = (await rowOf(person)) as { hash: string };
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1,keyid=/);
    const phc = readPhc(hash);
    if (!phc) throw new Error('no hash');
    const input = { password: Buffer.from(PASSWORD), salt: phc.salt, secret: undefined, length: 32 };
    expect(Buffer.from(await argon2id(input, PARAMETERS)).equals(phc.hash)).toBe(false);
    expect(((await rowOf(await withPassword(clinic))) as { hash: string }).hash).not.toBe(hash);
  });

  test('a hash of less, or without the key, is right once more and then replaced', async () => {
    const member = await withPassword(clinic);
    const less = { memoryKib: 7_168, passes: 1, lanes: 1 };
    const salt = Buffer.from('sixteen bytes ok');
    const hash = Buffer.from(
      await argon2id({ password: Buffer.from(PASSWORD), salt, secret: undefined, length: 32 }, less),
    );
    const old = writePhc({ parameters: less, keyId: undefined, salt, hash });
    await commitForTests(clinic, [update(passwordKey(member.userId), { hash: old }, {}, 'conflict')]);
    expect((await logIn(clinic, member.email, 'not this one, though')).status).toBe(401);
    expect((await rowOf(member))?.hash).toBe(old);
    expect((await logIn(clinic, member.email)).status).toBe(200);
    expect((await rowOf(member))?.hash).toMatch(/m=19456,t=2,p=1,keyid=/);
    expect((await logIn(clinic, member.email)).status).toBe(200);
  });
});

describe('where passwords are off', () => {
  test('nobody signs in with one, sets one or resets one', async () => {
    const closed = await makeClinic();
    const { email, envelope } = await enrol(closed);
    const asked = { headers: { 'x-authio-project': closed.projectId }, body: { email } };
    const answers = [
      await logIn(closed, email),
      await setPassword(envelope, { new_password: PASSWORD }),
      await request('POST /v1/auth/password/reset', asked),
      await request('POST /v1/auth/password/reset/confirm', {
        ...asked,
        body: { token: 'pwr_x', new_password: PASSWORD },
      }),
    ];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'password_not_allowed']);
  });

  test('and under the preset hipaa they are off unless the project says twice that it wants them', async () => {
    const settings = { preset: 'hipaa', passwords: 'on' };
    await expect(makeClinic({ settings })).rejects.toThrow(/preset hipaa/);
    const wanted = { settings: { ...settings, passwords_under_hipaa: true }, agreement: anAgreement() };
    const member = await withPassword(await makeClinic(wanted));
    // A password alone is one factor, and the preset takes two.
    const answer = await logIn(member.clinic, member.email);
    expect([answer.status, answer.body.code]).toEqual([401, 'step_up_required']);
  });
});

const answerStepUp = (challenge_id: string, method: string, code: string) =>
  request('POST /v1/auth/step-up/verify', {
    headers: { 'x-authio-project': clinic.projectId },
    body: { challenge_id, method, code },
  });

describe('a policy', () => {
  async function memberOf(policy: Record<string, unknown>) {
    const org = await makeOrganization(clinic);
    const member = await withPassword(clinic);
    await join(member, org);
    await setPolicy(clinic, org, policy);
    return { org, member };
  }

  test('that wants two factors gets no session for a password: a challenge for what else there is', async () => {
    const { org, member } = await memberOf({ require_mfa: true });
    const answer = await logIn(clinic, member.email);
    expect([answer.status, answer.body.code]).toEqual([401, 'step_up_required']);
    expect(answer.body.methods).toEqual(['passkey']);
    const last = (await eventsOf(org)).at(-1);
    expect(last).toMatchObject({ type: 'auth.step_up_required', detail: { method: 'password', methods: ['passkey'] } });
    await addTotp(member.envelope);
    await verifyEmail(member);
    expect((await logIn(clinic, member.email)).body.methods).toEqual(['passkey', 'totp', 'otp', 'recovery']);
  });

  test('that wants two factors is satisfied by a password and an app', async () => {
    const { org, member } = await memberOf({ require_mfa: true });
    const { app } = await addTotp(member.envelope);
    const asked = (await logIn(clinic, member.email)).body;
    const signedIn = await answerStepUp(asked.challenge_id, 'totp', app());
    expect(signedIn.status).toBe(200);
    expect(claimsOf(signedIn)).toMatchObject({ act_org: org, amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    const again = (await logIn(clinic, member.email)).body;
    expect((await answerStepUp(again.challenge_id, 'totp', app())).body.code, 'the same code').toBe('invalid_code');
  });

  test('that wants two factors of somebody who has one gets nothing, and says so', async () => {
    const alone = await withPasswordAlone(clinic);
    const org = await makeOrganization(clinic, { require_mfa: true });
    await join({ clinic, userId: alone.userId }, org);
    const refused = await logIn(clinic, alone.email);
    expect([refused.status, refused.body.code]).toEqual([403, 'policy_violation_mfa_required']);
    expect((await logIn(clinic, alone.email, PASSWORD, { organization_id: org })).status).toBe(403);
    expect((await eventsOf(org)).at(-1)).toMatchObject({
      type: 'auth.signin_attempt',
      outcome: 'denied',
      reason: 'policy_violation_mfa_required',
    });
  });

  test('that wants a passkey is satisfied by nothing else, whatever there is (A25)', async () => {
    const { member } = await memberOf({ require_passkey: true });
    const { app } = await addTotp(member.envelope);
    await verifyEmail(member);
    const answer = await logIn(clinic, member.email);
    expect([answer.status, answer.body.code, answer.body.methods]).toEqual([401, 'step_up_required', ['passkey']]);
    const tried = await answerStepUp(answer.body.challenge_id, 'totp', app());
    expect(tried.body.code, 'a right code').toBe('method_not_offered');
  });

  test('that disallows passwords refuses the right one', async () => {
    const { member } = await memberOf({ disabled_methods: ['password'] });
    expect((await logIn(clinic, member.email)).body.code).toBe('policy_violation_method_disabled');
    expect((await logIn(clinic, member.email, 'a wrong one, which tells less')).body.code).toBe('invalid_credentials');
  });
});

test('a disabled person is refused after the password was right, and not before', async () => {
  const member = await withPassword(clinic);
  const body = { status: 'disabled' };
  await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: member.userId }, body });
  expect((await logIn(clinic, member.email)).body.code).toBe('user_disabled');
  expect((await logIn(clinic, member.email, 'a wrong one, which tells less')).body.code).toBe('invalid_credentials');
});
