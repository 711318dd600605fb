/** People for tests: enrolled by a customer's server with a passkey in software, members of organizations, signed in. */
import { type Authenticator, type AuthenticatorSettings, makeAuthenticator } from '../passkey-authenticator.ts';
import { client, request } from './api.ts';
import { makeProject, type Reply } from './world.ts';

export interface Clinic {
  readonly projectId: string;
  readonly keyId: string;
  readonly secret: string;
}

export async function makeClinic(overrides: Record<string, unknown> = {}): Promise<Clinic> {
  const { project_id, key_id, secret } = await makeProject(overrides);
  return { projectId: project_id, keyId: key_id, secret };
}

export const anonymously = ({ projectId }: Clinic) => ({ 'x-authio-project': projectId });

export interface Person {
  readonly clinic: Clinic;
  readonly email: string;
  readonly userId: string;
  readonly passkey: Authenticator;
  /** The envelope of the registration. */
  readonly envelope: Envelope;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Envelope = any;

let people = 0;

/** Enrolled by the customer's server: options with its key, the rest from the person's browser. */
export async function enrol(clinic: Clinic, settings: AuthenticatorSettings = {}): Promise<Person> {
  const email = `person${++people}@clinic.test`;
  const passkey = makeAuthenticator(settings);
  const begun = await request('POST /v1/auth/passkey/register/options', {
    key: clinic.secret,
    body: { email, name: 'A Person' },
  });
  const finished = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: begun.body.request_id, credential: passkey.create(begun.body.options) },
  });
  if (finished.status !== 200) throw new Error(`enrolment answered ${JSON.stringify(finished.body)}`);
  return { clinic, email, userId: finished.body.user.id, passkey, envelope: finished.body };
}

let organizations = 0;

export async function makeOrganization({ secret }: Clinic, policy: Record<string, unknown> = {}): Promise<string> {
  const api = client(secret);
  const made = await api('POST /v1/organizations', { body: { name: `Practice ${++organizations}` } });
  if (Object.keys(policy).length > 0) await setPolicy({ secret }, made.body.id, policy);
  return made.body.id;
}

export async function setPolicy({ secret }: Pick<Clinic, 'secret'>, org: string, policy: Record<string, unknown>) {
  const put = await client(secret)('PUT /v1/organizations/{org}/policy', { params: { org }, body: policy });
  if (put.status !== 200) throw new Error(`the policy was answered ${JSON.stringify(put.body)}`);
}

export async function join({ clinic, userId }: Pick<Person, 'clinic' | 'userId'>, org: string, role = 'clinician') {
  const body = { user_id: userId, role };
  return client(clinic.secret)('POST /v1/organizations/{org}/memberships', { params: { org }, body });
}

/** Options, the passkey's answer, verification. */
export async function signIn(
  { clinic, passkey }: Pick<Person, 'clinic' | 'passkey'>,
  named: { email?: string; organization_id?: string } = {},
  from: { ip?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const headers = { ...anonymously(clinic), ...from.headers };
  const begun = await request('POST /v1/auth/passkey/login/options', { headers, body: named });
  return request('POST /v1/auth/passkey/login/verify', {
    ...from,
    headers,
    body: { request_id: begun.body.request_id, credential: passkey.get(begun.body.options) },
  });
}

export interface Member {
  readonly org: string;
  readonly person: Person;
  /** Of the session in that organization. */
  readonly envelope: Envelope;
}

/** A person who is signed in to an organization of their own with this policy. */
export async function makeMember(
  clinic: Clinic,
  policy: Record<string, unknown> = {},
  role = 'clinician',
): Promise<Member> {
  const org = await makeOrganization(clinic, policy);
  const person = await enrol(clinic);
  await join(person, org, role);
  const { status, body } = await signIn(person, { organization_id: org });
  if (status !== 200) throw new Error(`the sign-in answered ${JSON.stringify(body)}`);
  return { org, person, envelope: body };
}
