/** From an access token to the user behind it, with the session checked where it is stored: nothing revoked lives on. */
import { getProject } from '../project/project-store.ts';
import type { RequestFacts } from '../shared/contract.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { UserPrincipal } from '../shared/principal.ts';
import { err, type Result } from '../shared/result.ts';
import { verifyAccessToken } from '../token/verify-access-token.ts';
import { admit } from './admit.ts';
import { loadSession } from './session-store.ts';

export async function authenticateUser(
  token: string,
  request: RequestFacts,
  now: Date,
): Promise<Result<UserPrincipal, ErrorCode>> {
  const verified = await verifyAccessToken(token, now);
  if (!verified.ok) return verified;
  const { sub, sid, act_org, project_id } = verified.value;
  const organizationId = act_org ?? undefined;
  const read = async () => {
    const loaded = await loadSession(sub, sid, organizationId);
    // The session went to another organization meanwhile; the client has a newer token.
    return loaded?.session.organizationId === organizationId ? loaded : undefined;
  };
  const [first, project] = await Promise.all([read(), getProject(project_id, now)]);
  return first && project ? admit({ project, request, now }, first, read) : err('unauthenticated');
}
