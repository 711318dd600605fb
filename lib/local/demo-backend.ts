// The backend of the demo page, as a customer would write one: it holds the secret key, and the browser never sees it.
// Unlike a real one it believes whatever e-mail it is told, so it answers only to its own page on this machine.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { type Api, type ApiAnswer, apiWithKey } from './demo-api.ts';
import { type DemoProject, readDemoProject } from './demo-project.ts';
import { readOutbox } from './outbox.ts';

export interface DemoSettings {
  /** `http://localhost:<port>`. */
  readonly apiUrl: string;
  /** The emulated account, which keeps what is sent. */
  readonly cloudUrl: string;
  /** Where seeding wrote the demo's project and key. */
  readonly file: string;
}

export type Backend = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Visit {
  readonly project: DemoProject;
  readonly api: Api;
  readonly cloudUrl: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}
type Page = (visit: Visit) => Promise<ApiAnswer>;

const Registration = z.object({
  email: z.string(),
  name: z.optional(z.string()),
  organization_ids: z.array(z.string()).check(z.maxLength(10)),
});
const Created = z.object({ id: z.string() });
const Events = z.object({
  data: z.array(z.looseObject({ data: z.looseObject({ user_id: z.nullable(z.string()) }) })),
});
const MAX_EVENTS = 100;
const SHOWN_EVENTS = 20;
const SHOWN_MESSAGES = 10;

/** What the page asks for, by method and path. */
const PAGES: Readonly<Record<string, Page>> = {
  'GET /demo/config': configure,
  'POST /demo/register': register,
  'GET /demo/events': listEvents,
  'GET /demo/outbox': listMessages,
  'GET /demo/proof': ({ api, query }) =>
    api('GET', `/v1/audit-events/${encodeURIComponent(query.get('id') ?? '')}/proof`),
};

/** The project, and the organizations that it has by now. */
async function configure({ api, project: { project_id } }: Visit): Promise<ApiAnswer> {
  const answer = await api('GET', '/v1/organizations?limit=20');
  return answer.status === 200 ? { status: 200, body: { project_id, organizations: answer.body } } : answer;
}

/** Makes the person known, then asks for the options of a passkey registration, which the page passes to the browser. */
async function register({ api, body }: Visit): Promise<ApiAnswer> {
  const { success, data } = Registration.safeParse(body);
  if (!success) return { status: 400, body: { code: 'validation_failed', message: 'Give an e-mail address.' } };
  const { organization_ids, ...person } = data;
  const user = await api('POST', '/v1/users', person);
  const known = Created.safeParse(user.body);
  if (!known.success) return user;
  for (const id of organization_ids) {
    const path = `/v1/organizations/${encodeURIComponent(id)}/memberships`;
    const membership = await api('POST', path, { user_id: known.data.id, role: 'member' });
    if (membership.status >= 400) return membership;
  }
  const [organization_id] = organization_ids;
  return api('POST', '/v1/auth/passkey/register/options', { ...person, organization_id });
}

/** The newest events of an organization, or of one user in the whole project. */
async function listEvents({ api, query }: Visit): Promise<ApiAnswer> {
  const user = query.get('user_id');
  const organization = query.get('organization_id');
  const filter = new URLSearchParams({
    limit: String(MAX_EVENTS),
    ...(organization && { organization_id: organization }),
  });
  const answer = await api('GET', `/v1/events?${filter}`);
  const events = Events.safeParse(answer.body);
  if (!events.success) return answer;
  const data = events.data.data.filter((event) => !user || event.data.user_id === user).slice(0, SHOWN_EVENTS);
  return { status: 200, body: { data } };
}

/** The newest messages of all, or to one address. No customer's backend has this: it stands in for mailbox and telephone. */
async function listMessages({ cloudUrl, query }: Visit): Promise<ApiAnswer> {
  const messages = await readOutbox(cloudUrl, query.get('to')?.trim() || undefined);
  return { status: 200, body: { data: messages.reverse().slice(0, SHOWN_MESSAGES) } };
}

export function demoBackend({ apiUrl, cloudUrl, file }: DemoSettings): Backend {
  return (request, response) => {
    const url = new URL(request.url ?? '/', apiUrl);
    const page = PAGES[`${request.method} ${url.pathname}`];
    if (!page) return false;
    answer(request, page, url.searchParams).then(
      ({ status, body }) => send(response, status, body),
      () => send(response, 502, { code: 'unavailable', message: 'The local cloud did not answer.' }),
    );
    return true;
  };

  async function answer(request: IncomingMessage, page: Page, query: URLSearchParams): Promise<ApiAnswer> {
    if (!isOwnPage(request, apiUrl)) {
      return { status: 403, body: { code: 'forbidden', message: `Open the demo at ${apiUrl}.` } };
    }
    const project = readDemoProject(file, apiUrl);
    if (!project) return { status: 503, body: { code: 'unavailable', message: 'The demo is not seeded yet.' } };
    const body = request.method === 'POST' ? await json(request).catch(() => undefined) : undefined;
    return page({ project, api: apiWithKey(apiUrl, project.secret), cloudUrl, query, body });
  }
}

/** Refuses other sites (cross-site requests) and other names for this machine (DNS rebinding). */
function isOwnPage({ headers }: IncomingMessage, apiUrl: string): boolean {
  const { host } = new URL(apiUrl);
  const site = headers['sec-fetch-site'];
  return headers.host === host && (headers.origin ?? apiUrl) === apiUrl && (!site || site === 'same-origin');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
