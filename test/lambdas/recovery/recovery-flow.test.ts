/** The recovery of an account from the first request to the new passkey, and what is gone then. */
import { beforeEach, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock, START } from '../../dynamodb/clock.ts';
import { enrolEmergency, enrolOperator } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { addTotp, logIn, PASSWORD, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { asOperator, makeOperator, tire } from '../../dynamodb/operators.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, join, makeClinic, makeOrganization, signIn } from '../../dynamodb/people.ts';
import {
  approve,
  approveBy,
  ask,
  askAndProve,
  begin,
  finish,
  givePhone,
  prove,
  secretsIn,
} from '../../dynamodb/recovery.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';

const at = handClock();
const DAY = 24 * 60;
let clinic: Clinic;
beforeEach(async () => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 60 } });
});

const types = async (scope: string) => (await eventsOf(scope)).map(({ type }) => type);
const recoveryEvents = async (scope: string) => (await types(scope)).filter((type) => type.startsWith('recovery.'));

test('mailbox, one operator, the delay, a new passkey: the person is back, and nothing old is', async () => {
  const person = await enrol(clinic);
  await givePhone(person, '+15555550100');
  const admin = await enrolOperator(clinic, ['admin']);
  const old = (await signIn(person)).body;

  const { id, notices } = await askAndProve(person);
  expect(notices).toHaveLength(2);
  expect(notices.find(({ to }) => to === person.email)?.subject).toContain('is to be recovered');
  expect(notices.find(({ to }) => to === '+15555550100')?.text).toContain('asked to recover');
  expect((await approve(admin, id, { note: 'Called back on the number in the file.' })).body).toMatchObject({
    status: 'approved',
    needed: 1,
    given: 1,
    approvals: [{ by: admin.userId }],
    not_before: new Date(START + 60 * 60_000).toISOString(),
  });
  const mailed = await deliverAll();
  expect(mailed.map(({ channel }) => channel).sort()).toEqual(['email', 'sms']);
  const { finish: token } = secretsIn(mailed);

  at(60, -1);
  expect(await begin(clinic, id, token)).toMatchObject({ status: 409, body: { code: 'not_due_yet' } });
  at(60);
  const passkey = makeAuthenticator();
  const done = await finish(clinic, id, token, { passkey });
  expect(done).toMatchObject({ status: 200, body: { user: { id: person.userId } } });
  const told = (await deliverAll()).map(({ channel, text }) => `${channel}: ${text.includes('recovered')}`);
  expect(told.sort()).toEqual(['email: true', 'sms: true']);

  const me = (token: string) => request('GET /v1/me', { headers: bearer(token) });
  expect((await me(done.body.access_token)).status).toBe(200);
  expect((await request('POST /v1/auth/refresh', { body: { refresh_token: old.refresh_token } })).status).toBe(401);
  expect((await signIn(person)).body.code, 'the old passkey').toBe('passkey.no_credential');
  expect((await signIn({ clinic, passkey })).status, 'the new one').toBe(200);
  const sessions = await rowsOf('identity', `SESSIONS#${person.userId}`);
  expect(sessions.filter(({ status }) => status === 'active')).toHaveLength(2);
  expect(await recoveryEvents(clinic.projectId)).toEqual([
    'recovery.requested',
    'recovery.proven',
    'recovery.approved',
    'recovery.refused',
    'recovery.completed',
  ]);
});

test('authenticator app, password and recovery codes go too; a telephone stays', async () => {
  clinic = await withPasswords({ settings: { passwords: 'on', recovery_delay_min: 0 } });
  const person = await withPassword(clinic);
  const { envelope } = await addTotp(person.envelope);
  await request('POST /v1/me/recovery-codes', { headers: bearer(envelope.access_token), body: {} });
  await givePhone(person, '+15555550101');
  const admin = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(person);
  expect((await finish(clinic, id, await approveBy([admin], id))).status).toBe(200);
  const left = (await rowsOf('identity', `USER#${person.userId}`)).map(({ sk }) => String(sk).split('#')[0]);
  expect(left.filter((sk) => ['TOTP', 'PASSWORD', 'RECOVERY_CODES', 'PHONE'].includes(sk ?? ''))).toEqual(['PHONE']);
  expect((await logIn(clinic, person.email, PASSWORD)).body.code).toBe('invalid_credentials');
  const told = await types(clinic.projectId);
  for (const type of ['totp.removed', 'password.removed', 'passkey.removed', 'session.revoked'])
    expect(told).toContain(type);
});

test('old passkeys may be suspended in place of removed: kept, and good for nothing', async () => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 0 } });
  const person = await enrol(clinic);
  const admin = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  expect((await finish(clinic, id, token, { body: { old_passkeys: 'suspend' } })).status).toBe(200);
  const rows = (await rowsOf('identity', `USER#${person.userId}`)).filter(({ sk }) =>
    String(sk).startsWith('PASSKEY#'),
  );
  expect(rows.map(({ status }) => status).sort()).toEqual(['active', 'suspect']);
  expect((await signIn(person)).body.code).toBe('passkey_verification_failed');
  expect(await types(clinic.projectId)).toContain('passkey.suspended');
});

test('more passkeys and sessions than one transaction takes are gone as well', async () => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 0 } });
  const person = await enrol(clinic);
  const passkeys = [person.passkey];
  let envelope = person.envelope;
  for (let more = 0; more < 14; more++) {
    const passkey = makeAuthenticator();
    const begun = await request('POST /v1/auth/passkey/register/options', {
      headers: bearer(envelope.access_token),
      body: {},
    });
    const body = { request_id: begun.body.request_id, credential: passkey.create(begun.body.options) };
    envelope = (await request('POST /v1/auth/passkey/register/verify', { headers: anonymously(clinic), body })).body;
    passkeys.push(passkey);
  }
  const sessions = [];
  for (let more = 0; more < 25; more++) sessions.push((await signIn(person)).body.access_token);
  const admin = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(person);
  at(0, 1);
  expect((await finish(clinic, id, await approveBy([admin], id))).status).toBe(200);
  for (const passkey of passkeys) expect((await signIn({ clinic, passkey })).body.code).toBe('passkey.no_credential');
  for (const token of sessions)
    expect((await request('GET /v1/me', { headers: bearer(token) })).body.code).toBe('session_expired');
});

test.each([
  ['a passkey', { require_passkey: true }, 2],
  ['two factors', { require_mfa: true }, 2],
  ['nothing of the kind', { session_idle_timeout_min: 5 }, 1],
])('where an organization asks for %s', async (_, policy, needed) => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 0 } });
  const person = await enrol(clinic);
  await join(person, await makeOrganization(clinic));
  await join(person, await makeOrganization(clinic, policy));
  const [one, two] = [await enrolOperator(clinic, ['admin']), await enrolOperator(clinic, ['owner'])];
  const { id } = await askAndProve(person);
  const first = await approve(one, id);
  expect(first.body).toMatchObject({ status: needed === 2 ? 'proven' : 'approved', needed });
  const again = await approve(one, id);
  expect(again.body.code, 'one person counts once').toBe(needed === 2 ? 'second_person_required' : 'already_decided');
  if (needed === 2) {
    expect(secretsIn(await deliverAll()).finish, 'nothing is mailed before').toBe('');
    expect((await approve(two, id)).body).toMatchObject({ status: 'approved', given: 2 });
  }
  const { finish: token } = secretsIn(await deliverAll());
  expect((await finish(clinic, id, token)).status).toBe(200);
});

test('two people also for somebody who is an operator, and never the person themselves', async () => {
  const person = await enrolOperator(clinic, ['admin']);
  const [one, two] = [await enrolOperator(clinic, ['admin']), await enrolOperator(clinic, ['admin'])];
  const { id } = await askAndProve(person);
  expect((await approve(person, id)).body.code).toBe('second_person_required');
  expect((await approve(one, id)).body.status).toBe('proven');
  expect((await approve(two, id)).body.status).toBe('approved');
});

test('of two who agree at once, both count or one tries again; never one for two', async () => {
  const person = await enrol(clinic);
  await join(person, await makeOrganization(clinic, { require_passkey: true }));
  const operators = [await enrolOperator(clinic, ['admin']), await enrolOperator(clinic, ['admin'])];
  const { id } = await askAndProve(person);
  const both = await Promise.all(operators.map((operator) => approve(operator, id)));
  const given = both.filter(({ status }) => status === 200).length;
  const read = await request('GET /v1/recovery/requests/{id}', { key: clinic.secret, params: { id } });
  expect(read.body.given).toBe(given);
  expect(read.body.status).toBe(given === 2 ? 'approved' : 'proven');
});

test('who may not approve: a secret key, an auditor, another clinic’s operator, one who proved long ago', async () => {
  const person = await enrol(clinic);
  const { id } = await askAndProve(person);
  expect(await approve({ token: clinic.secret }, id)).toMatchObject({ status: 401 });
  expect(await approve(await enrolOperator(clinic, ['auditor']), id)).toMatchObject({ status: 403 });
  expect(await approve(await enrolOperator(await makeClinic(), ['owner']), id)).toMatchObject({ status: 404 });
  const admin = await makeOperator(clinic, 'admin');
  await tire(admin);
  expect(await approve(admin, id)).toMatchObject({ status: 403, body: { code: 'recent_authentication_required' } });
  expect((await approve(await asOperator(admin), id)).status).toBe(200);
});

test('under a break-glass grant one operator agrees as one person', async () => {
  const person = await enrol(clinic);
  const operator = await enrolEmergency(clinic);
  const headers = anonymously(clinic);
  const begun = await request('POST /v1/admin/break-glass/options', { headers, body: {} });
  const grant = await request('POST /v1/admin/break-glass', {
    headers,
    body: {
      request_id: begun.body.request_id,
      credential: operator.passkey.get(begun.body.options),
      reason: 'The only admin is on the operating table',
      incident_id: 'INC-1',
      scope: { permissions: ['recovery:read', 'recovery:write'] },
      minutes: 60,
    },
  });
  const { id } = await askAndProve(person);
  at(30);
  expect((await approve(grant.body, id)).body.status).toBe('approved');
  const [event] = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'recovery.approved');
  expect(event).toMatchObject({ grant: { id: grant.body.id }, actor: { id: operator.userId } });
});

test('what was mailed finishes once, also for ten at once', async () => {
  clinic = await makeClinic({ settings: { recovery_delay_min: 0 } });
  const person = await enrol(clinic);
  const admin = await enrolOperator(clinic, ['admin']);
  const { id } = await askAndProve(person);
  const token = await approveBy([admin], id);
  const replies = await Promise.all(Array.from({ length: 10 }, () => finish(clinic, id, token)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  const others = new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code));
  for (const code of others) expect(['token_consumed', 'conflict']).toContain(code);
  expect((await finish(clinic, id, token)).body.code).toBe('token_consumed');
  const passkeys = (await rowsOf('identity', `USER#${person.userId}`)).filter(({ sk }) =>
    String(sk).startsWith('PASSKEY#'),
  );
  expect(passkeys).toHaveLength(1);
});

test('it must be agreed to within seven days, and finished within three days of its delay', async () => {
  const admin = async () => ({ ...(await enrolOperator(clinic, ['admin'])) });
  const late = await askAndProve(await enrol(clinic));
  const early = await askAndProve(await enrol(clinic));
  at(7 * DAY, -1);
  const operator = await admin();
  const token = await approveBy([operator], early.id);
  at(7 * DAY);
  expect((await approve(operator, late.id)).body.code).toBe('already_decided');
  at(7 * DAY + 60 + 3 * DAY, -2);
  expect((await begin(clinic, early.id, token)).status).toBe(200);
  at(7 * DAY + 60 + 3 * DAY, -1);
  expect((await begin(clinic, early.id, token)).body.code).toBe('token_consumed');
  const list = await request('GET /v1/recovery/requests', { key: clinic.secret });
  expect(list.body.data.map(({ status }: { status: string }) => status)).toEqual(['expired', 'expired']);
});

test('whoever asks anew begins anew', async () => {
  const person = await enrol(clinic);
  const admin = await enrolOperator(clinic, ['admin']);
  const first = await askAndProve(person);
  const token = await approveBy([admin], first.id);
  const second = await askAndProve(person);
  at(60);
  expect((await begin(clinic, first.id, token)).body.code).toBe('token_consumed');
  const read = async (id: string) =>
    (await request('GET /v1/recovery/requests/{id}', { key: clinic.secret, params: { id } })).body;
  expect(await read(first.id)).toMatchObject({ status: 'cancelled' });
  expect(await read(second.id)).toMatchObject({ status: 'proven', given: 0 });
});

test('a link leads to the application’s page where it has registered one', async () => {
  const person = await enrol(clinic);
  const redirect_uri = 'https://clinic.test/recover';
  expect((await ask(clinic, { email: person.email, redirect_uri })).body.code).toBe('validation_failed');
  await request('POST /v1/redirect-uris', { key: clinic.secret, body: { uri: redirect_uri } });
  const { body } = await ask(clinic, { email: person.email, redirect_uri });
  const [mail] = await deliverAll();
  const link = new URL(/https:\/\/\S+/.exec(mail?.text ?? '')?.[0] ?? '');
  expect([link.origin + link.pathname, link.searchParams.get('action')]).toEqual([redirect_uri, 'prove']);
  expect(link.searchParams.get('recovery_id')).toBe(body.id);
  expect((await prove(clinic, body.id, link.searchParams.get('token') ?? '')).status).toBe(200);
  const [notice] = await deliverAll();
  expect(notice?.text).toContain(`${redirect_uri}?recovery_id=${body.id}&action=stop&token=rcs_`);
});
