/** People who have to prove more than one thing, and their answers to challenges. Import `world.ts` first. */
import { request } from './api.ts';
import { type App, addTotp, logIn, PASSWORD, setPassword } from './factors.ts';
import { anonymously, type Clinic, enrol, join, makeOrganization, type Person, signIn } from './people.ts';
import type { Reply } from './world.ts';

export { PASSWORD };

export interface Careful {
  readonly clinic: Clinic;
  readonly org: string;
  readonly person: Person;
  readonly app: App;
  readonly codes: readonly string[];
}

/** Somebody with a passkey, a password, an authenticator app and recovery codes, in an organization with this policy. */
export async function makeCareful(
  clinic: Clinic,
  policy: Record<string, unknown> = { require_mfa: true },
): Promise<Careful> {
  const org = await makeOrganization(clinic, policy);
  const person = await enrol(clinic);
  await join(person, org);
  const set = await setPassword((await signIn(person)).body, { new_password: PASSWORD });
  const { app, codes } = await addTotp(set.body);
  return { clinic, org, person, app, codes };
}

/** The challenge that a sign-in with the password alone is answered with. */
export async function challengeOf({ clinic, org, person }: Careful): Promise<string> {
  const { status, body } = await logIn(clinic, person.email, PASSWORD, { organization_id: org });
  if (body.code !== 'step_up_required') throw new Error(`the password was answered ${status} ${JSON.stringify(body)}`);
  return body.challenge_id;
}

export const begin = (clinic: Clinic, challenge_id: string, method?: string): Promise<Reply> =>
  request('POST /v1/auth/step-up/options', { headers: anonymously(clinic), body: { challenge_id, method } });

export const answer = (clinic: Clinic, challenge_id: string, given: Record<string, unknown>): Promise<Reply> =>
  request('POST /v1/auth/step-up/verify', { headers: anonymously(clinic), body: { challenge_id, ...given } });

/** With the passkey: its options, and what it signs. */
export async function answerWithPasskey({ clinic, person }: Pick<Careful, 'clinic' | 'person'>, challengeId: string) {
  const { body } = await begin(clinic, challengeId, 'passkey');
  return answer(clinic, challengeId, { method: 'passkey', credential: person.passkey.get(body.options) });
}

export const claimsOf = ({ access_token }: { access_token: string }) =>
  JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString());
