/** Where a request comes from, as a link remembers it: by hashes, for nobody needs to read it. */
import { networkOf } from '../abuse/budgets.ts';
import { clientOf } from '../session/refresh-token.ts';
import type { Request } from '../session/request.ts';
import { keyedHash } from '../shared/keyed-hash.ts';
import type { MagicLink } from './magic-link.ts';

export async function hereOf({
  project,
  request: { ip, userAgent },
}: Pick<Request, 'project' | 'request'>): Promise<Pick<MagicLink, 'network' | 'agent'>> {
  return { network: await keyedHash('network', project.id, networkOf(ip)), agent: clientOf(userAgent) };
}
