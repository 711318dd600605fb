/** People with more than a passkey: an authenticator app in software, a password. Import `world.ts` first. */
import { Secret } from 'otpauth';
import { request } from './api.ts';
import { anonymously, type Clinic, type Envelope, enrol, makeClinic, type Person, signIn } from './people.ts';
import { bearer, type Reply } from './world.ts';

const { codeAt, counterAt } = await import('../../lambdas/totp/totp.ts');

/** Long, and like nothing that anybody else would choose. */
export const PASSWORD = 'nine blue tulips wait';

export const withPasswords = (overrides: Record<string, unknown> = {}): Promise<Clinic> =>
  makeClinic({ settings: { passwords: 'on' }, ...overrides });

/** An authenticator app that holds this seed. @param steps before or after the present one. */
export const appOf =
  (secret: string) =>
  (steps = 0, now = new Date()) =>
    codeAt(Secret.fromBase32(secret).bytes, counterAt(now) + steps);
export type App = ReturnType<typeof appOf>;

export const beginTotp = (envelope: Envelope): Promise<Reply> =>
  request('POST /v1/auth/mfa/totp/enroll', { headers: bearer(envelope.access_token), body: {} });
export const confirmTotp = (envelope: Envelope, code: string): Promise<Reply> =>
  request('POST /v1/auth/mfa/totp/confirm', { headers: bearer(envelope.access_token), body: { code } });

/** Enrolled with the code of the step before, so that the present one's is of use still. */
export async function addTotp(envelope: Envelope): Promise<{ app: App; envelope: Envelope; codes: string[] }> {
  const begun = await beginTotp(envelope);
  const app = appOf(begun.body.secret);
  const confirmed = await confirmTotp(envelope, app(-1));
  if (confirmed.status !== 200) throw new Error(`the app was answered ${JSON.stringify(confirmed.body)}`);
  return { app, envelope: confirmed.body, codes: confirmed.body.recovery_codes };
}

export const setPassword = (envelope: Envelope, body: Record<string, unknown>): Promise<Reply> =>
  request('POST /v1/auth/password/change', { headers: bearer(envelope.access_token), body });

export const logIn = (
  clinic: Clinic,
  email: string,
  password = PASSWORD,
  { ip, ...more }: { ip?: string; organization_id?: string } = {},
): Promise<Reply> =>
  request('POST /v1/auth/password/login', { headers: anonymously(clinic), body: { email, password, ...more }, ip });

export const verifyEmail = ({ clinic, userId }: Person): Promise<Reply> =>
  request('PATCH /v1/users/{id}', { key: clinic.secret, params: { id: userId }, body: { email_verified: true } });

/** Somebody with a passkey and a password, signed in. */
export async function withPassword(clinic: Clinic): Promise<Person> {
  const person = await enrol(clinic);
  const { body } = await signIn(person);
  const set = await setPassword(body, { new_password: PASSWORD });
  if (set.status !== 200) throw new Error(`the password was answered ${JSON.stringify(set.body)}`);
  return { ...person, envelope: set.body };
}

let alone = 0;

/** Somebody who has a password and nothing else, as an import brings them. */
export async function withPasswordAlone(clinic: Clinic): Promise<{ email: string; userId: string }> {
  const { commitForTests } = await import('./commit-for-tests.ts');
  const { hashPassword } = await import('../../lambdas/password/hash-password.ts');
  const { storePassword } = await import('../../lambdas/password/password-store.ts');
  const email = `alone${++alone}@clinic.test`;
  const { body } = await request('POST /v1/users', { key: clinic.secret, body: { email } });
  await commitForTests(clinic, [storePassword(body.id, await hashPassword(PASSWORD), undefined, new Date())]);
  return { email, userId: body.id };
}
