/** An authenticator app from its seed to its removal: what is stored, what replaces the session, what is refused. */
import { beforeAll, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock, MINUTE } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { addTotp, appOf, beginTotp, confirmTotp } from '../../dynamodb/factors.ts';
import { type Clinic, enrol, makeClinic, makeMember, setPolicy } from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

const at = handClock();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const remove = (access_token: string) => request('DELETE /v1/me/mfa/totp', { headers: bearer(access_token) });
const me = (access_token: string) => request('GET /v1/me', { headers: bearer(access_token) });
const rowOf = async (userId: string) => (await rowsOf('identity', `USER#${userId}`)).find(({ sk }) => sk === 'TOTP');

test('a seed is shown once, as text, address and picture, and lies sealed in the table', async () => {
  const { userId, email, envelope } = await enrol(clinic);
  const { status, body } = await beginTotp(envelope);
  expect(status).toBe(200);
  expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(body.otpauth_uri).toContain(encodeURIComponent(email));
  expect(body.qr_svg).toMatch(/^<svg [^>]+>.*<\/svg>$/s);
  const row = await rowOf(userId);
  expect(row).toMatchObject({ status: 'pending', counter: 0 });
  expect(Buffer.from(row?.sealed as Uint8Array)).toHaveLength(12 + 20 + 16);
  expect(JSON.stringify(await rowsOf('identity', `USER#${userId}`))).not.toContain(body.secret);
});

test('it is confirmed by its code: another session, ten recovery codes, and both in the log', async () => {
  const { userId, envelope } = await enrol(clinic);
  const { body: seed } = await beginTotp(envelope);
  const confirmed = await confirmTotp(envelope, appOf(seed.secret)().replace(/.../, '$& '));
  expect(confirmed.status).toBe(200);
  expect(confirmed.body.recovery_codes).toHaveLength(10);
  expect(confirmed.body.session_id).not.toBe(envelope.session_id);
  expect((await me(envelope.access_token)).body.code).toBe('session_expired');
  expect((await me(confirmed.body.access_token)).status).toBe(200);
  expect(await rowOf(userId)).toMatchObject({ status: 'active' });
  const own = (await eventsOf(clinic.projectId)).filter(({ subjects }) => subjects.includes(userId));
  expect(own.map(({ type }) => type).slice(3, 8)).toEqual([
    'totp.enrolled',
    'totp.confirmed',
    'recovery_codes.created',
    'session.revoked',
    'session.created',
  ]);
});

test('the session that replaces another has what that one had: its proof, its age and its limits', async () => {
  const { envelope } = await makeMember(clinic, { session_idle_timeout_min: 60 });
  at(4);
  const { envelope: next } = await addTotp(envelope);
  const [before, after] = [envelope, next].map(({ access_token }) =>
    JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()),
  );
  for (const claim of ['act_org', 'act_role', 'amr', 'acr', 'auth_time']) expect(after[claim]).toEqual(before[claim]);
  const { body } = await request('GET /v1/me/sessions', { headers: bearer(next.access_token) });
  expect(Date.now() - Date.parse(body.data[0].created_at)).toBe(4 * MINUTE);
});

test('a wrong code confirms nothing, and is in the log', async () => {
  const { userId, envelope } = await enrol(clinic);
  const { body: seed } = await beginTotp(envelope);
  const wrong = await confirmTotp(envelope, appOf(seed.secret)(5));
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_code']);
  expect(await rowOf(userId)).toMatchObject({ status: 'pending' });
  const failed = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'auth.challenge_failed').at(-1);
  expect(failed).toMatchObject({ outcome: 'failure', detail: { method: 'totp', purpose: 'enrolment' } });
  expect((await confirmTotp(envelope, appOf(seed.secret)())).status).toBe(200);
});

test('the code that confirmed is used up: it and older ones answer nothing', async () => {
  const { getAccount } = await import('../../../lambdas/session/account-store.ts');
  const { answerTotp } = await import('../../../lambdas/totp/answer-totp.ts');
  const { userId, envelope } = await enrol(clinic);
  const { body: seed } = await beginTotp(envelope);
  const app = appOf(seed.secret);
  await confirmTotp(envelope, app());
  const account = await getAccount(clinic.projectId, userId);
  if (!account) throw new Error('no account');
  const answers = await Promise.all([-1, 0, 1].map((steps) => answerTotp(account, app(steps), new Date())));
  expect(answers.map(({ ok }) => ok)).toEqual([false, false, true]);
});

test('begun again, the first seed is worth nothing', async () => {
  const { envelope } = await enrol(clinic);
  const first = await beginTotp(envelope);
  const second = await beginTotp(envelope);
  expect((await confirmTotp(envelope, appOf(first.body.secret)())).body.code).toBe('invalid_code');
  expect((await confirmTotp(envelope, appOf(second.body.secret)())).status).toBe(200);
});

test('a seed does not open in the row of another person', async () => {
  const { getProject } = await import('../../../lambdas/project/project-store.ts');
  const { openSecret } = await import('../../../lambdas/shared/sealed-secret.ts');
  const { userId, envelope } = await enrol(clinic);
  await beginTotp(envelope);
  const { id, sealed } = (await rowOf(userId)) as { id: string; sealed: Uint8Array };
  const project = await getProject(clinic.projectId, new Date());
  const other = await getProject((await makeClinic()).projectId, new Date());
  if (!project || !other) throw new Error('no project');
  expect(await openSecret(sealed, project, { kind: 'totp', recordId: id })).toHaveLength(20);
  await expect(openSecret(sealed, project, { kind: 'totp', recordId: `${id}x` })).rejects.toThrow();
  await expect(openSecret(sealed, other, { kind: 'totp', recordId: id })).rejects.toThrow();
});

test('one at a time, within a quarter of an hour, and by who proved themselves recently', async () => {
  const { envelope } = await makeMember(clinic, { session_idle_timeout_min: 60 });
  expect((await confirmTotp(envelope, '123456')).body.code).toBe('not_enrolled');
  const { body: seed } = await beginTotp(envelope);
  at(15);
  const late = await confirmTotp(await refreshed(envelope), appOf(seed.secret)());
  expect([late.status, late.body.code]).toEqual([409, 'not_enrolled']);
  at(15, 1);
  const stale = await refreshed(envelope);
  for (const answer of [await beginTotp(stale), await confirmTotp(stale, '123456'), await remove(stale.access_token)])
    expect([answer.status, answer.body.code]).toEqual([403, 'recent_authentication_required']);
  at(16);
  const again = await makeMember(clinic);
  const { envelope: next } = await addTotp(again.envelope);
  expect((await beginTotp(next)).body.code).toBe('already_enrolled');
  expect((await confirmTotp(next, '123456')).body.code).toBe('already_enrolled');
});

async function refreshed(envelope: { refresh_token: string }) {
  const answer = await request('POST /v1/auth/refresh', { body: { refresh_token: envelope.refresh_token } });
  Object.assign(envelope, answer.body);
  return answer.body;
}

test('it is removed with another session, once', async () => {
  const { person, envelope } = await makeMember(clinic);
  const { envelope: next } = await addTotp(envelope);
  const removed = await remove(next.access_token);
  expect(removed.status).toBe(200);
  expect(removed.body.session_id).not.toBe(next.session_id);
  expect(await rowOf(person.userId)).toBeUndefined();
  expect((await remove(removed.body.access_token)).body.code).toBe('not_enrolled');
});

test('of those who remove it at once, one does', async () => {
  const { org, envelope } = await makeMember(clinic);
  const { envelope: next } = await addTotp(envelope);
  const answers = await Promise.all(Array.from({ length: 5 }, () => remove(next.access_token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await eventsOf(org)).filter(({ type }) => type === 'totp.removed')).toHaveLength(1);
});

test('the recovery codes that there were stay as they are when another app is enrolled', async () => {
  const { envelope } = await makeMember(clinic);
  const { envelope: first } = await addTotp(envelope);
  expect(first.recovery_codes).toHaveLength(10);
  const removed = await remove(first.access_token);
  at(1);
  const { envelope: second } = await addTotp(removed.body);
  expect(second.recovery_codes).toBeUndefined();
});

test('a passkey is enough for a policy that wants two factors: the app may go', async () => {
  const { org, envelope } = await makeMember(clinic);
  const { envelope: next } = await addTotp(envelope);
  await setPolicy(clinic, org, { require_mfa: true });
  expect((await remove(next.access_token)).status).toBe(200);
});
