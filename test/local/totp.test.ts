/** Password, authenticator app, recovery code and reset in the local cloud: each function under its own role. */
import { HOTP, Secret } from 'otpauth';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readOutbox } from '../../lib/local/outbox.ts';
import { type Clinic, call, type Envelope, enrol, good, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

interface Challenge {
  readonly code: string;
  readonly challenge_id: string;
  readonly methods: readonly string[];
}
interface Enrolment {
  readonly secret: string;
  readonly otpauth_uri: string;
  readonly qr_svg: string;
}
type Confirmed = Envelope & { readonly recovery_codes: readonly string[] };

const PASSWORD = 'nine blue tulips wait';
const NEW = 'seven grey herons stand';

let clinic: Clinic;
let email: string;
let userId: string;
let organizationId: string;
let secret: string;
let recoveryCodes: readonly string[];

/** What an authenticator app shows, made without any code of Hale's. @param steps of 30 seconds from now. */
const shown = (steps = 0): string =>
  HOTP.generate({ secret: Secret.fromBase32(secret), counter: Math.floor(Date.now() / 30_000) + steps });

const logIn = (password: string) =>
  call<Envelope & Challenge>('POST', '/v1/auth/password/login', {
    project: clinic.projectId,
    body: { email, password, organization_id: organizationId },
  });

/** The challenge that a right password gets. */
async function challenged(password = PASSWORD): Promise<Challenge> {
  const { status, body } = await logIn(password);
  expect([status, body.code]).toEqual([401, 'step_up_required']);
  return body;
}

const answer = ({ challenge_id }: Challenge, method: string, code: string) =>
  call<Envelope & { code: string }>('POST', '/v1/auth/step-up/verify', {
    project: clinic.projectId,
    body: { challenge_id, method, code },
  });

const amrOf = ({ access_token }: Envelope): string[] =>
  JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()).amr;

beforeAll(async () => {
  clinic = await makeClinic('Two factors', { passwords: 'on' });
  const { secret: bearer } = clinic;
  email = `two-factors-${Date.now()}@example.com`;
  const { envelope } = await enrol(clinic, { email });
  userId = envelope.user.id;
  await good('PATCH', `/v1/users/${userId}`, { bearer, body: { email_verified: true } });

  const first = await good<Envelope>('POST', '/v1/auth/password/change', {
    bearer: envelope.access_token,
    body: { new_password: PASSWORD },
  });
  const enrolment = await good<Enrolment>('POST', '/v1/auth/mfa/totp/enroll', { bearer: first.access_token, body: {} });
  ({ secret } = enrolment);
  expect(enrolment.qr_svg).toContain('<svg');
  const confirmed = await good<Confirmed>('POST', '/v1/auth/mfa/totp/confirm', {
    bearer: first.access_token,
    body: { code: shown(-1) },
  });
  recoveryCodes = confirmed.recovery_codes;

  ({ id: organizationId } = await good<{ id: string }>('POST', '/v1/organizations', {
    bearer,
    body: { name: 'Two factors' },
  }));
  await good('PUT', `/v1/organizations/${organizationId}/policy`, { bearer, body: { require_mfa: true } });
  await good('POST', `/v1/organizations/${organizationId}/memberships`, {
    bearer,
    body: { user_id: userId, role: 'clinician' },
  });
});

describe('an organization that wants two factors', () => {
  test('is reached with a password and the code of an app, each code once', async () => {
    const challenge = await challenged();
    expect(challenge.methods).toEqual(expect.arrayContaining(['passkey', 'totp', 'recovery']));
    const code = shown();
    const wrong = await answer(challenge, 'totp', shown(7));
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_code']);
    const signedIn = await answer(challenge, 'totp', code);
    expect(signedIn.status).toBe(200);
    expect(signedIn.body.active_organization?.id).toBe(organizationId);
    expect(amrOf(signedIn.body)).toEqual(['pwd', 'otp', 'mfa']);

    const replayed = await answer(await challenged(), 'totp', code);
    expect([replayed.status, replayed.body.code]).toEqual([401, 'invalid_code']);
  });

  test('or with a recovery code, which is used up', async () => {
    const [code = ''] = recoveryCodes;
    const signedIn = await answer(await challenged(), 'recovery', code.toLowerCase());
    expect(signedIn.status).toBe(200);
    expect(amrOf(signedIn.body)).toContain('mfa');
    const again = await answer(await challenged(), 'recovery', code);
    expect([again.status, again.body.code]).toEqual([401, 'invalid_code']);

    const factors = await good<unknown>('GET', '/v1/me/factors', { bearer: signedIn.body.access_token });
    expect(factors).toMatchObject({ recovery_codes: { left: 9 }, password: { locked: false }, passkeys: { count: 1 } });
  });

  test('and its log tells of both, and of what was used', async () => {
    const { data } = await good<{ data: { event: string }[] }>('GET', `/v1/events?organization_id=${organizationId}`, {
      bearer: clinic.secret,
    });
    const types = data.map(({ event }) => event);
    for (const type of ['auth.step_up_required', 'auth.step_up_answered', 'recovery_codes.used', 'session.created'])
      expect(types).toContain(type);
  });
});

test('a password is reset by mail and the code of a recovery, and everybody is signed out', async () => {
  const signedIn = await answer(await challenged(), 'recovery', recoveryCodes[1] ?? '');
  const { projectId: project } = clinic;
  await good('POST', '/v1/auth/password/reset', { project, body: { email } });
  const token = await vi.waitFor(
    async () => {
      const mails = await readOutbox(String(cloud.awsEnvironment.AWS_ENDPOINT_URL), email);
      const found = mails.map(({ text }) => /pwr_[\w-]{43}/.exec(text)?.[0]).find(Boolean);
      if (!found) throw new Error('no mail yet');
      return found;
    },
    { timeout: 60_000, interval: 500 },
  );
  const confirm = (more: object) =>
    call<{ code: string }>('POST', '/v1/auth/password/reset/confirm', {
      project,
      body: { token, new_password: NEW, ...more },
    });
  expect((await confirm({})).body.code).toBe('policy_violation_mfa_required');
  expect((await confirm({ code: recoveryCodes[2] })).status).toBe(204);

  expect((await call('GET', '/v1/me', { bearer: signedIn.body.access_token })).status).toBe(401);
  expect((await logIn(PASSWORD)).body.code).toBe('invalid_credentials');
  expect((await challenged(NEW)).methods).toContain('totp');
});
