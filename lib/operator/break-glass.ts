/**
 * `hale break-glass`: emergency access from a terminal. Passkeys do not work there, so it takes an e-mail address and a
 * recovery code, which is never an argument. With --api it needs neither AWS credentials nor any account.
 */
import { type ApiOptions, apiUrl, callApi } from './call-api.ts';
import { CommandError } from './command-error.ts';
import { readSecret } from './read-secret.ts';

export interface OpenOptions extends ApiOptions {
  readonly project: string;
  readonly email: string;
  readonly reason: string;
  readonly incident: string;
  readonly scope: readonly string[];
  readonly organization?: string;
  readonly minutes: string;
  readonly json?: boolean;
}

export interface TokenOptions extends ApiOptions {
  readonly json?: boolean;
}

interface Opened {
  readonly id: string;
  readonly token: string;
  readonly expires_at: string;
  readonly alarm: 'delivered' | 'pending';
}

interface State {
  readonly id: string;
  readonly status: string;
  readonly expires_at: string;
  readonly closed_at: string | null;
  readonly drill: boolean;
  readonly scope: { readonly permissions: readonly string[]; readonly organization_id: string | null };
  readonly review: { readonly state: string; readonly due_at: string | null };
}

const PATH = '/v1/admin/break-glass';
const TOKEN_VARIABLE = 'HALE_BREAK_GLASS_TOKEN';
const FORM = /^bgt_([0-9A-HJKMNP-TV-Z]{26})_/;

async function open(url: string, options: OpenOptions, drill: boolean): Promise<Opened> {
  const recovery_code = await readSecret('Recovery code');
  const body = {
    email: options.email,
    recovery_code,
    reason: options.reason,
    incident_id: options.incident,
    scope: { permissions: options.scope, organization_id: options.organization },
    minutes: Number(options.minutes),
    drill,
  };
  return callApi<Opened>(url, 'POST', PATH, { project: options.project, body });
}

/** From the environment, or read like the code: it is as good as a password for an hour. */
async function readToken(): Promise<{ token: string; path: string }> {
  const token = process.env[TOKEN_VARIABLE]?.trim() || (await readSecret('Token'));
  const ulid = FORM.exec(token)?.[1];
  if (!ulid) throw new CommandError('That is not the token of a grant: it begins with bgt_.', 2);
  return { token, path: `${PATH}/bg_${ulid}` };
}

function show(state: State, json: boolean | undefined): void {
  if (json) {
    console.log(JSON.stringify(state));
    return;
  }
  const { permissions, organization_id } = state.scope;
  console.log(`grant      ${state.id}${state.drill ? '  (drill)' : ''}`);
  console.log(`status     ${state.status}`);
  console.log(`expires    ${state.expires_at}`);
  console.log(`permits    ${state.drill ? 'nothing: it is a drill' : permissions.join(', ')}`);
  if (organization_id) console.log(`within     ${organization_id}`);
  if (state.review.due_at) console.log(`review     ${state.review.state}, by ${state.review.due_at}`);
}

export async function breakGlassOpen(options: OpenOptions): Promise<number> {
  const opened = await open(await apiUrl(options), options, false);
  if (options.json) console.log(JSON.stringify(opened));
  else {
    console.log(`grant      ${opened.id}`);
    console.log(`expires    ${opened.expires_at}`);
    console.log(`token      ${opened.token}`);
    console.error(`Keep the token now: it is never shown again. The commands below read it from ${TOKEN_VARIABLE}.`);
    console.error('Close it with `hale break-glass close` as soon as you can. Somebody else will review what you do.');
  }
  if (opened.alarm === 'pending')
    console.error('The alarm is written, but nobody could be told yet. Call your privacy officer.');
  return 0;
}

export async function breakGlassClose(options: TokenOptions): Promise<number> {
  const { token, path } = await readToken();
  show(await callApi<State>(await apiUrl(options), 'POST', `${path}/close`, { bearer: token }), options.json);
  return 0;
}

export async function breakGlassStatus(options: TokenOptions): Promise<number> {
  const { token, path } = await readToken();
  show(await callApi<State>(await apiUrl(options), 'GET', path, { bearer: token }), options.json);
  return 0;
}

/** The whole ceremony: opened, looked at, closed. It uses up a recovery code and permits nothing. */
export async function breakGlassDrill(options: OpenOptions): Promise<number> {
  const url = await apiUrl(options);
  const { id, token: bearer, alarm } = await open(url, options, true);
  await callApi<State>(url, 'GET', `${PATH}/${id}`, { bearer });
  show(await callApi<State>(url, 'POST', `${PATH}/${id}/close`, { bearer }), options.json);
  if (alarm === 'pending') throw new CommandError('The drill failed: the alarm reached nobody.');
  return 0;
}
