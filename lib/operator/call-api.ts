/** Calls the HTTP API of a deployment, and says what it answered in words for the person at the terminal. */
import { CommandError } from './command-error.ts';
import { stackOutput } from './stack-outputs.ts';

export interface ApiOptions {
  /** Address of the API. Default: the output of the tenant's stack, which needs the account to answer. */
  readonly api?: string;
  readonly tenant?: string;
}

export interface ApiRequest {
  readonly bearer?: string;
  readonly project?: string;
  readonly body?: unknown;
}

export const apiUrl = async ({ api, tenant }: ApiOptions): Promise<string> =>
  (api ?? (await stackOutput('ApiUrl', tenant, '--api'))).replace(/\/+$/, '');

interface Failure {
  readonly code?: string;
  readonly message?: string;
  readonly request_id?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

function explainFailure(status: number, { code, message, request_id, errors = [] }: Failure): string {
  const lines = errors.map(({ path, message: wrong }) => `  ${path}: ${wrong}`);
  return [
    `${status} ${code ?? ''}: ${message ?? 'no reason was given'} (${request_id ?? 'no request id'})`,
    ...lines,
  ].join('\n');
}

export async function callApi<T>(url: string, method: string, path: string, request: ApiRequest): Promise<T> {
  const headers = new Headers();
  if (request.bearer) headers.set('authorization', `Bearer ${request.bearer}`);
  if (request.project) headers.set('x-authio-project', request.project);
  if (request.body !== undefined) headers.set('content-type', 'application/json');
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const answer = await fetch(`${url}${path}`, { method, headers, body }).catch((cause: unknown) => {
    throw new CommandError(`${url} does not answer (${cause instanceof Error ? cause.message : String(cause)}).`);
  });
  const text = await answer.text();
  const told = parse(text);
  if (!answer.ok) throw new CommandError(explainFailure(answer.status, told as Failure), answer.status === 400 ? 2 : 1);
  return told as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
