/**
 * Keys and tokens that are nobody's, counted in the log of the project that they claim to be of: the first of a quarter
 * of an hour is an event, and then each time that their number doubles. A token that says itself that it is over is no
 * attack, and nobody gets in by it; clients send one every few minutes.
 */
import { keyIdOf } from '../api-key/api-key.ts';
import { getApiKey } from '../api-key/api-key-store.ts';
import { readCredentials } from '../m2m-client/authenticate-client.ts';
import { getM2mClient } from '../m2m-client/m2m-client-store.ts';
import { getProject } from '../project/project-store.ts';
import { writer } from '../shared/commit.ts';
import type { RequestFacts } from '../shared/contract.ts';
import { isId } from '../shared/ids.ts';
import { parseJson } from '../shared/json.ts';
import { judge, take } from './spend.ts';

interface Claim {
  readonly projectId: string | undefined;
  /** Few for each project, so that inventing credentials makes no counters: an existing key or client, or a kind of credential. */
  readonly whose: string;
}

/** What it says of itself, unproven. */
function readToken(token: string): { readonly project_id?: unknown; readonly exp?: unknown } {
  const parsed = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return parsed.ok && typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : {};
}

async function claimOf({ headers }: RequestFacts, body: unknown, now: Date): Promise<Claim | undefined> {
  const named = headers['x-authio-project'];
  const clientId = readCredentials(headers.authorization, body)?.id ?? '';
  const client = isId('client', clientId) ? await getM2mClient(clientId) : undefined;
  if (client) return { projectId: client.projectId, whose: client.id };
  if (headers.authorization === undefined) return undefined;
  const [scheme = '', token = ''] = headers.authorization.split(' ');
  const keyId = keyIdOf(token);
  const key = keyId && (await getApiKey(keyId));
  if (key) return { projectId: key.projectId, whose: key.id };
  if (token.startsWith('sk_') || /^basic$/i.test(scheme)) return { projectId: named, whose: 'key' };
  const { project_id, exp } = readToken(token);
  if (typeof exp === 'number' && exp * 1000 <= now.getTime()) return undefined;
  return { projectId: typeof project_id === 'string' ? project_id : named, whose: 'token' };
}

function targetOf(whose: string): { readonly type: string; readonly id: string } | undefined {
  if (isId('key', whose)) return { type: 'api_key', id: whose };
  return isId('client', whose) ? { type: 'client', id: whose } : undefined;
}

/** @throws when it cannot be counted: then the request fails, and not only because of its credentials. */
export async function countStranger(request: RequestFacts, body: unknown, now: Date): Promise<void> {
  const claim = await claimOf(request, body, now);
  const projectId = claim?.projectId;
  const project = projectId && isId('project', projectId) ? await getProject(projectId, now) : undefined;
  if (!project || !claim) return;
  const principal = { kind: 'anonymous', projectId: project.id } as const;
  const context = { principal, requestId: request.id, ip: request.ip, userAgent: request.userAgent, now };
  const target = targetOf(claim.whose);
  const taken = await take(project.id, [{ budget: 'bad_credentials', whose: claim.whose, target }], now);
  const commit: Parameters<typeof judge>[0]['commit'] = (changes, events) =>
    writer.commit(project, context, changes, events);
  await judge({ project, now, commit }, taken);
}
