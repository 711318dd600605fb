/** WebAuthn ceremonies in which one thing is wrong, and how the API answers them. */
import { expect } from 'vitest';
import {
  type AuthenticatorSettings,
  type CreationOptions,
  type Misbehaviour,
  makeAuthenticator,
  type RequestOptions,
} from '../passkey-authenticator.ts';
import { request } from './api.ts';
import { anonymously, type Clinic, enrol, join, makeClinic, makeOrganization } from './people.ts';
import type { Reply } from './world.ts';

export const FINE = 'made';

/** What is wrong, what must be answered (`FINE` or an error's code), and the ceremony. */
export interface Case {
  readonly altered: string;
  readonly expected: string;
  readonly run: () => Promise<string>;
}

/** What the client sends, made from what it should send. */
export type Spoil = (credential: Record<string, unknown>) => unknown;

type Wrong = Misbehaviour | Spoil;
interface Settings extends AuthenticatorSettings {
  readonly expected?: string;
}
/** A case of a ceremony with an authenticator like this. */
export type MakeCase = (altered: string, wrong: Wrong, settings?: Settings) => Case;

interface Begun<O> {
  readonly request_id: string;
  readonly options: O;
}

let shared: Promise<Clinic> | undefined;
export const clinic = (): Promise<Clinic> => (shared ??= makeClinic());

/** A refusal gives nothing out. */
function answerOf({ status, body }: Reply): string {
  if (status !== 200) expect(body).not.toHaveProperty('access_token');
  return status === 200 ? FINE : body.code;
}

const spoilt = (wrong: Wrong, make: (wrong?: Misbehaviour) => Record<string, unknown>): unknown =>
  typeof wrong === 'function' ? wrong(make()) : make(wrong);

let people = 0;
export const newEmail = (): string => `ceremony${++people}@clinic.test`;

export async function beginRegistration(body: Record<string, unknown> = { email: newEmail() }) {
  const { secret } = await clinic();
  const begun = await request('POST /v1/auth/passkey/register/options', { key: secret, body });
  return begun.body as Begun<CreationOptions>;
}

export async function finishRegistration(request_id: string, credential: unknown): Promise<string> {
  const headers = anonymously(await clinic());
  return answerOf(
    await request('POST /v1/auth/passkey/register/verify', { headers, body: { request_id, credential } }),
  );
}

export async function beginSignIn(body: Record<string, unknown> = {}) {
  const begun = await request('POST /v1/auth/passkey/login/options', { headers: anonymously(await clinic()), body });
  return begun.body as Begun<RequestOptions>;
}

export async function finishSignIn(request_id: string, credential: unknown): Promise<string> {
  const headers = anonymously(await clinic());
  return answerOf(await request('POST /v1/auth/passkey/login/verify', { headers, body: { request_id, credential } }));
}

export const registering: MakeCase = (
  altered,
  wrong,
  { expected = 'passkey_verification_failed', ...settings } = {},
) => ({
  altered,
  expected,
  run: async () => {
    const { request_id, options } = await beginRegistration();
    const passkey = makeAuthenticator(settings);
    return finishRegistration(
      request_id,
      spoilt(wrong, (how) => passkey.create(options, how)),
    );
  },
});

export const signingIn: MakeCase = (
  altered,
  wrong,
  { expected = 'passkey_verification_failed', ...settings } = {},
) => ({
  altered,
  expected,
  run: async () => {
    const { passkey } = await enrol(await clinic(), settings);
    const { request_id, options } = await beginSignIn();
    return finishSignIn(
      request_id,
      spoilt(wrong, (how) => passkey.get(options, how)),
    );
  },
});

/** A registration in an organization with this policy, by a member of it. */
export const registeringUnder = (
  policy: Record<string, unknown>,
  altered: string,
  settings: Settings,
  wrong: Misbehaviour = {},
): Case => ({
  altered,
  expected: settings.expected ?? 'policy_violation_authenticator',
  run: async () => {
    const at = await clinic();
    const organization_id = await makeOrganization(at, policy);
    const email = newEmail();
    const { body } = await request('POST /v1/users', { key: at.secret, body: { email } });
    await join({ clinic: at, userId: body.id }, organization_id);
    const { request_id, options } = await beginRegistration({ email, organization_id });
    return finishRegistration(request_id, makeAuthenticator(settings).create(options, wrong));
  },
});

/** The credential with other members in its response. */
export const responding =
  (change: Record<string, unknown>): Spoil =>
  (credential) => ({ ...credential, response: { ...(credential.response as object), ...change } });

/** The byte at this place is another one. */
export const flip =
  (at: number) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };
