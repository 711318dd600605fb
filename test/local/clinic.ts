/** A customer of the local cloud, who knows api.md: a project, its secret key, and people who have passkeys. */
import { createProject } from '../../lib/operator/project-create.ts';
import {
  type Authenticator,
  type CreationOptions,
  makeAuthenticator,
  type RequestOptions,
} from '../passkey-authenticator.ts';
import { cloud, output, settings } from './cloud.ts';

export interface Clinic {
  readonly projectId: string;
  readonly secret: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

export interface Call {
  /** Secret key or access token. */
  readonly bearer?: string;
  /** For those who have neither. */
  readonly project?: string;
  readonly body?: unknown;
  /** The user agent. */
  readonly agent?: string;
}

export interface Envelope {
  readonly session_id: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly user: { readonly id: string; readonly email: string };
  readonly active_organization: { readonly id: string } | null;
  readonly active_role: string | null;
}

interface Ceremony<Options> {
  readonly request_id: string;
  readonly options: Options;
}

export async function call<T>(
  method: string,
  path: string,
  { bearer, project, body, agent }: Call = {},
): Promise<Answer<T>> {
  const headers = new Headers();
  if (bearer) headers.set('authorization', `Bearer ${bearer}`);
  if (project) headers.set('x-authio-project', project);
  if (agent) headers.set('user-agent', agent);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await fetch(`${cloud.apiUrl}${path}`, { method, headers, body: text });
  const received = await answer.text();
  return { status: answer.status, body: received ? JSON.parse(received) : undefined, headers: answer.headers };
}

/** The body of an answer that must be a good one. */
export async function good<T>(method: string, path: string, request: Call = {}): Promise<T> {
  const { status, body } = await call<T>(method, path, request);
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** The customer's backend: what it asks under the secret key. */
export const backend =
  ({ secret }: Pick<Clinic, 'secret'>) =>
  (method: string, path: string, body?: unknown) =>
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    call<any>(method, path, { bearer: secret, body });

/** @param more of the project's options, such as `passwords: 'on'`. */
export async function makeClinic(
  name = 'Test clinic',
  more: Partial<Parameters<typeof createProject>[0]> = {},
): Promise<Clinic> {
  const { project_id, secret } = await createProject(
    {
      name,
      environment: 'test',
      rpId: 'localhost',
      origin: [cloud.apiUrl],
      signUp: 'closed',
      function: output('CreateProjectFunction'),
      ...more,
    },
    settings,
  );
  return { projectId: project_id, secret };
}

export interface Enrolment {
  readonly email: string;
  readonly organizationId?: string;
  /** The user agent. */
  readonly agent?: string;
}

/** Enrols a person as the customer's backend and the person's browser do it together. */
export async function enrol({ projectId, secret }: Clinic, { email, organizationId, agent }: Enrolment) {
  const authenticator = makeAuthenticator({ origin: cloud.apiUrl });
  const { request_id, options } = await good<Ceremony<CreationOptions>>('POST', '/v1/auth/passkey/register/options', {
    bearer: secret,
    agent,
    body: { email, organization_id: organizationId },
  });
  const envelope = await good<Envelope>('POST', '/v1/auth/passkey/register/verify', {
    project: projectId,
    agent,
    body: { request_id, credential: authenticator.create(options) },
  });
  return { authenticator, envelope };
}

/** Without an e-mail: the passkey says who it is. */
export async function signIn(
  { projectId: project }: Clinic,
  authenticator: Authenticator,
  organizationId?: string,
): Promise<Envelope> {
  const { request_id, options } = await good<Ceremony<RequestOptions>>('POST', '/v1/auth/passkey/login/options', {
    project,
    body: { organization_id: organizationId },
  });
  const body = { request_id, credential: authenticator.get(options) };
  return good<Envelope>('POST', '/v1/auth/passkey/login/verify', { project, body });
}
