/**
 * Which pages may read an answer (WHATWG Fetch, CORS): those of the project's own origins and of its registry. Never with
 * credentials: the cookie of the hosted page works on its own origin alone.
 */
import { isAllowedOrigin } from '../allowed-origin/allowed-origin-store.ts';
import type { Project } from '../project/project.ts';

const EXPOSED = 'etag, link, ratelimit, ratelimit-policy, retry-after, x-request-id';

/** @param project `public` for what anyone may read; `undefined` where nobody knows which project it is. */
export async function crossOriginHeaders(
  origin: string | undefined,
  project: Project | 'public' | undefined,
  now: Date,
): Promise<Record<string, string>> {
  if (project === 'public') return { 'access-control-allow-origin': '*' };
  if (origin === undefined || !project) return {};
  const allowed = project.origins.includes(origin) || (await isAllowedOrigin(project.id, origin, now));
  if (!allowed) return { vary: 'Origin' };
  return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED };
}
