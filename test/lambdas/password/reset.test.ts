/** The link that sets a new password: who gets one, what it asks beside the mailbox, and that it serves once. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
  withPasswords,
} from '../../dynamodb/factors.ts';
import { deliverAll, linkIn, outbox } from '../../dynamodb/outbox.ts';
import {
  anonymously,
  type Clinic,
  enrol,
  join,
  makeOrganization,
  type Person,
  setPolicy,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const NEW = 'seven grey herons stand';
const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await withPasswords({ relying_party_name: 'Sunrise' });
});

const ask = (email: string, more: Record<string, unknown> = {}, of = clinic) =>
  request('POST /v1/auth/password/reset', { headers: anonymously(of), body: { email, ...more } });
const confirm = (token: string, more: Record<string, unknown> = {}, of = clinic) =>
  request('POST /v1/auth/password/reset/confirm', {
    headers: anonymously(of),
    body: { token, new_password: NEW, ...more },
  });
const tokenIn = (text: string) => /pwr_[\w-]{43}/.exec(text)?.[0] ?? '';

/** Somebody with a password and a mailbox that is known to be theirs. */
async function reader(): Promise<Person> {
  const person = await withPassword(clinic);
  await verifyEmail(person);
  return person;
}

let minute = 0;
/** Two messages to one address are half a minute apart. */
const later = () => at(++minute);
beforeEach(() => {
  minute = 0;
});

async function mailed(person: Person): Promise<string> {
  later();
  expect((await ask(person.email)).status).toBe(202);
  const sent = (await deliverAll()).filter(({ to }) => to === person.email);
  return sent.map(({ text }) => tokenIn(text)).find(Boolean) ?? '';
}

test('a token comes by mail, sets the password, signs everybody out, and that is told', async () => {
  const person = await reader();
  const token = await mailed(person);
  const about = { to: person.email, subject: 'Sunrise: set a new password' };
  expect(outbox.find(({ text }) => text.includes(token))).toMatchObject(about);
  later();
  expect((await confirm(token)).status).toBe(204);
  expect((await logIn(clinic, person.email)).body.code).toBe('invalid_credentials');
  expect((await logIn(clinic, person.email, NEW)).status).toBe(200);
  const me = await request('GET /v1/me', { headers: bearer(person.envelope.access_token) });
  expect([me.status, me.body.code]).toEqual([401, 'session_expired']);
  expect((await deliverAll()).at(-1)?.text).toContain('your password was reset');
  const all = await eventsOf(clinic.projectId);
  const own = all.filter(({ target, subjects }) => target.id === person.userId || subjects.includes(person.userId));
  const asked = all.find(({ type }) => type === 'password.reset_requested');
  const sent = own.find(
    ({ type, detail }) => type === 'message.sent' && detail?.message_id === asked?.detail?.message_id,
  );
  expect(sent, 'whose it was is told with the message').toBeDefined();
  expect(own.findLast(({ type }) => type === 'password.set')).toMatchObject({
    actor: { type: 'user', id: person.userId },
    detail: { via: 'reset' },
  });
});

test('it serves once, for twenty minutes, in its own project', async () => {
  const person = await reader();
  const first = await mailed(person);
  expect((await confirm(first, {}, await withPasswords())).body.code).toBe('token_consumed');
  at(21);
  expect((await confirm(first)).body.code).toBe('token_consumed');
  minute = 21;
  const second = await mailed(person);
  at(42, -1);
  const uses = await Promise.all(Array.from({ length: 10 }, () => confirm(second)));
  expect(uses.filter(({ status }) => status === 204)).toHaveLength(1);
  const again = await confirm(second);
  expect([again.status, again.body.code]).toEqual([410, 'token_consumed']);
  expect((await confirm('pwr_')).body.code).toBe('token_consumed');
});

test('a link that leads nowhere is an event each time, in the project that it was shown to', async () => {
  const [own, other] = [await withPasswords(), await withPasswords()];
  const person = await withPassword(own);
  await verifyEmail(person);
  await deliverAll();
  later();
  await ask(person.email, {}, own);
  const token = tokenIn((await deliverAll()).at(-1)?.text ?? '');
  const shown = [
    [token, other],
    ['pwr_x', own],
    [token, own],
    [token, own],
  ] as const;
  const answers: number[] = [];
  for (const [one, at] of shown) answers.push((await confirm(one, {}, at)).status);
  expect(answers).toEqual([410, 410, 204, 410]);
  const refusedIn = async ({ projectId }: Clinic) =>
    (await eventsOf(projectId))
      .filter(({ type }) => type === 'auth.challenge_failed')
      .map(({ reason, target, detail }) => [reason, target.type, detail?.purpose]);
  expect(await refusedIn(other)).toEqual([['token_consumed', 'project', 'password_reset']]);
  expect(await refusedIn(own)).toEqual([
    ['token_consumed', 'project', 'password_reset'],
    ['token_consumed', 'link', 'password_reset'],
  ]);
});

test('another password makes an older link void, and so does another address', async () => {
  const person = await reader();
  const [one, other] = [await mailed(person), await mailed(person)];
  expect((await confirm(one)).status).toBe(204);
  expect((await confirm(other)).body.code).toBe('token_consumed');

  const mover = await reader();
  const token = await mailed(mover);
  const body = { email: `new-${mover.email}`, email_verified: true };
  await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: mover.userId }, body });
  expect((await confirm(token)).body.code).toBe('token_consumed');
});

test('a password that is too weak uses nothing up, and says what is wrong', async () => {
  const token = await mailed(await reader());
  const weak = await confirm(token, { new_password: 'too short' });
  expect([weak.status, weak.body.code]).toEqual([422, 'password_too_weak']);
  expect(weak.body.errors).toEqual([{ path: 'body.new_password', message: 'the password is too short' }]);
  expect((await confirm(token)).status).toBe(204);
});

test('a locked password is open again', async () => {
  const { commitForTests } = await import('../../dynamodb/commit-for-tests.ts');
  const { update } = await import('../../../lambdas/shared/change.ts');
  const { passwordKey } = await import('../../../lambdas/shared/table.ts');
  const person = await reader();
  await commitForTests(clinic, [update(passwordKey(person.userId), { failures: 100 }, {}, 'conflict')]);
  expect((await logIn(clinic, person.email)).body.code).toBe('invalid_credentials');
  expect((await confirm(await mailed(person))).status).toBe(204);
  expect((await logIn(clinic, person.email, NEW)).status).toBe(200);
});

describe('the message', () => {
  test('has a link to a page of the application that was registered, and to no other', async () => {
    const page = 'https://app.clinic.test/new-password?lang=en';
    const person = await reader();
    const refused = await ask(person.email, { redirect_uri: page });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed']);
    await request('POST /v1/redirect-uris', { key: clinic.secret, body: { uri: page } });
    later();
    expect((await ask(person.email, { redirect_uri: page })).status).toBe(202);
    const link = new URL(linkIn((await deliverAll()).filter(({ text }) => text.includes('pwr_'))));
    expect(link.origin + link.pathname).toBe('https://app.clinic.test/new-password');
    expect(link.searchParams.get('lang')).toBe('en');
    expect((await confirm(link.searchParams.get('token') ?? '')).status).toBe(204);
  });

  test('goes to nobody whose mailbox is not known to be theirs', async () => {
    const unverified = await withPassword(clinic);
    const disabled = await reader();
    const keyed = await enrol(clinic);
    await verifyEmail(keyed);
    const body = { status: 'disabled' };
    await request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: disabled.userId }, body });
    await deliverAll();
    for (const email of [unverified.email, disabled.email, keyed.email, 'nobody@clinic.test'])
      expect((await ask(email)).status).toBe(202);
    expect(await deliverAll()).toEqual([]);
    const last = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'password.reset_requested').at(-1);
    expect(last).toMatchObject({ outcome: 'success', target: { type: 'link' }, subjects: [clinic.projectId] });
  });

  test('brings a first password to somebody who has nothing but a mailbox', async () => {
    const body = { email: 'invited@clinic.test', email_verified: true };
    await request('POST /v1/users', { key: clinic.secret, body });
    await ask(body.email);
    const token = tokenIn((await deliverAll()).at(-1)?.text ?? '');
    expect((await confirm(token)).status).toBe(204);
    expect((await logIn(clinic, body.email, NEW)).status).toBe(200);
  });

  test('comes five times an hour to one address, and the answer never says that it did not', async () => {
    const person = await reader();
    await deliverAll();
    for (let time = 0; time < 8; time++) {
      later();
      expect((await ask(person.email)).status).toBe(202);
      expect((await ask(person.email)).status, 'too soon').toBe(202);
    }
    expect(await deliverAll()).toHaveLength(5);
    const events = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'abuse.limit_reached');
    expect(events.map(({ detail }) => detail?.budget)).toEqual(
      expect.arrayContaining(['send_spacing', 'send_destination']),
    );
  });
});

describe('where a policy wants two factors, the mailbox is not enough', () => {
  async function guarded() {
    const person = await reader();
    const { app, envelope } = await addTotp(person.envelope);
    const org = await makeOrganization(clinic);
    await join(person, org);
    await setPolicy(clinic, org, { require_mfa: true });
    return { person, app, codes: envelope.recovery_codes as string[] };
  }

  test('the app or a recovery code is asked for, and used up', async () => {
    const { person, app, codes } = await guarded();
    const token = await mailed(person);
    const bare = await confirm(token);
    expect([bare.status, bare.body.code]).toEqual([403, 'policy_violation_mfa_required']);
    expect((await confirm(token, { code: app(9) })).body.code).toBe('invalid_code');
    expect((await confirm(token, { code: app() })).status).toBe(204);

    const [code] = codes;
    expect((await confirm(await mailed(person), { code })).status).toBe(204);
    expect((await confirm(await mailed(person), { code })).body.code).toBe('invalid_code');
    const used = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'recovery_codes.used');
    expect(used.at(-1)).toMatchObject({ target: { id: person.userId }, detail: { left: 9 } });
  });

  test('and signing in asks for it once more', async () => {
    const { person, app } = await guarded();
    await confirm(await mailed(person), { code: app() });
    const answer = await logIn(clinic, person.email, NEW);
    expect([answer.status, answer.body.code]).toEqual([401, 'step_up_required']);
  });

  test('five wrong codes end the link', async () => {
    const { person, app } = await guarded();
    const token = await mailed(person);
    for (let tries = 0; tries < 5; tries++)
      expect((await confirm(token, { code: app(5 + tries) })).body.code).toBe('invalid_code');
    expect((await confirm(token, { code: app() })).body.code).toBe('token_consumed');
    const failed = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'auth.challenge_failed').slice(-2);
    expect(failed).toMatchObject([
      { reason: 'invalid_code', detail: { method: 'totp', tries: 5, purpose: 'password_reset' } },
      { reason: 'token_consumed', detail: { tries: 5, purpose: 'password_reset' } },
    ]);
  });

  test('five of as many at once as the account has guesses, and each that was told was counted', async () => {
    const { person, app } = await guarded();
    const token = await mailed(person);
    const codes = Array.from({ length: 9 }, (_, index) => app(5 + index));
    const answers = await Promise.all(codes.map((code) => confirm(token, { code })));
    const told = answers.map(({ body }) => body.code).sort();
    expect(told).toEqual([...Array(5).fill('invalid_code'), ...Array(4).fill('token_consumed')]);
    expect((await confirm(token, { code: app() })).body.code, 'the right one comes too late').toBe('token_consumed');
    const failed = (await eventsOf(clinic.projectId)).filter(
      ({ type, target }) => type === 'auth.challenge_failed' && target.id === person.userId,
    );
    expect(failed.map(({ detail }) => detail?.tries)).toEqual([1, 2, 3, 4, 5]);
  });

  test('who has no second factor is not let down to one: only administrators can help', async () => {
    const person = await reader();
    const org = await makeOrganization(clinic, { require_mfa: true });
    await join(person, org);
    const token = await mailed(person);
    expect((await confirm(token)).body.code).toBe('policy_violation_mfa_required');
    expect((await confirm(token, { code: '123456' })).body.code).toBe('invalid_code');
    expect((await logIn(clinic, person.email, NEW)).body.code).toBe('invalid_credentials');
  });
});

test('setting a password elsewhere ends a link that waits', async () => {
  const person = await reader();
  const token = await mailed(person);
  await setPassword(person.envelope, { current_password: PASSWORD, new_password: 'four small wooden boats' });
  expect((await confirm(token)).body.code).toBe('token_consumed');
});
