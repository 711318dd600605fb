/**
 * Lets a user's request in by its session. A session that is found over here is ended here, as it is wherever else it is
 * found so: each automatic logoff is one event (features.md B10).
 */
import type { Project } from '../project/project.ts';
import { Unavailable, writer } from '../shared/commit.ts';
import type { RequestFacts } from '../shared/contract.ts';
import type { Grant, UserPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { refuseUse } from './end-session.ts';
import { placeOf } from './place.ts';
import type { Request } from './request.ts';
import { judgeSession, type LoadedSession, type Session, type SessionError } from './session.ts';

export interface Entrance {
  readonly project: Project;
  readonly request: RequestFacts;
  readonly now: Date;
}

const grantOf = ({ impersonation }: Session): Grant | undefined =>
  impersonation && {
    type: 'impersonation',
    id: impersonation.id,
    by: impersonation.by,
    writes: impersonation.writes,
  };

const principalOf = (loaded: LoadedSession): UserPrincipal => ({
  kind: 'user',
  projectId: loaded.session.projectId,
  userId: loaded.session.userId,
  sessionId: loaded.session.id,
  organizationId: loaded.session.organizationId,
  loaded,
  grant: grantOf(loaded.session),
});

/** Nobody is let in yet, so there is no call to commit with. */
const committing = ({ project, request, now }: Entrance, principal: UserPrincipal): Pick<Request, 'commit'> => ({
  commit: (changes, events) => {
    const { id, ip, userAgent } = request;
    return writer.commit(project, { principal, requestId: id, ip, userAgent, now }, changes, events);
  },
});

/** Of others who end or refresh the same session at once, this many are waited for. */
const READINGS = 4;

/** @param again reads the session as it is now. */
export async function admit(
  entrance: Entrance,
  first: LoadedSession,
  again: () => Promise<LoadedSession | undefined>,
): Promise<Result<UserPrincipal, SessionError | 'unauthenticated'>> {
  const { project, request, now } = entrance;
  let loaded: LoadedSession | undefined = first;
  for (let reading = 1; loaded && reading <= READINGS; reading++) {
    const judged = judgeSession(loaded, project, now, placeOf(request), 'check');
    const principal = principalOf(loaded);
    if (judged.ok) return ok(principal);
    const refused = await refuseUse(committing(entrance, principal), loaded.session, loaded, judged.error, 'check');
    if (!refused.ok && refused.error !== 'conflict') return err(refused.error);
    loaded = await again();
  }
  if (!loaded) return err('unauthenticated');
  throw new Unavailable('the session is changed all the time');
}
