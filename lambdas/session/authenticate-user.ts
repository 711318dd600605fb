/** From an access token to the user behind it, with the session checked where it is stored: nothing revoked lives on. */
import { getProject } from '../project/project-store.ts';
import type { RequestFacts } from '../shared/contract.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { UserPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { verifyAccessToken } from '../token/verify-access-token.ts';
import { placeOf } from './place.ts';
import { judgeSession } from './session.ts';
import { loadSession } from './session-store.ts';

export async function authenticateUser(
  token: string,
  request: RequestFacts,
  now: Date,
): Promise<Result<UserPrincipal, ErrorCode>> {
  const verified = await verifyAccessToken(token, now);
  if (!verified.ok) return verified;
  const { sub, sid, act_org, project_id } = verified.value;
  const [loaded, project] = await Promise.all([
    loadSession(sub, sid, act_org ?? undefined),
    getProject(project_id, now),
  ]);
  if (!loaded || !project) return err('unauthenticated');
  // The session went to another organization meanwhile; the client has a newer token.
  if ((loaded.session.organizationId ?? null) !== act_org) return err('unauthenticated');
  const judged = judgeSession(loaded, project, now, placeOf(request), 'check');
  if (!judged.ok) return judged;
  return ok({
    kind: 'user',
    projectId: project_id,
    userId: sub,
    sessionId: sid,
    organizationId: loaded.session.organizationId,
    loaded,
  });
}
