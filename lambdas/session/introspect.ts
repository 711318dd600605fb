/** How a session stands at this moment: for someone who serves its person and has their token, and for the person. */
import { type EffectivePolicy, effectivePolicy } from '../organization/policy.ts';
import type { Project } from '../project/project.ts';
import { verifyAccessToken } from '../token/verify-access-token.ts';
import type { Place } from './gate.ts';
import { placeOf } from './place.ts';
import type { Request } from './request.ts';
import { judgeSession, type LoadedSession, limitsOf, type SessionError } from './session.ts';
import { loadSession } from './session-store.ts';

export type Introspection =
  | { readonly kind: 'active'; readonly loaded: LoadedSession; readonly policy: EffectivePolicy }
  /** The row says active and the policy says no: whoever finds it so ends it. */
  | { readonly kind: 'over'; readonly loaded: LoadedSession; readonly code: SessionError }
  /** Not a token of this project, or its session has ended. */
  | { readonly kind: 'none' };

/** @param organizationId in which it must be: a token from before it went elsewhere is none of its tokens any more. */
async function stateOf(
  ids: { readonly userId: string; readonly sessionId: string; readonly organizationId: string | undefined },
  project: Project,
  now: Date,
  place: Place | undefined,
): Promise<Introspection> {
  const loaded = await loadSession(ids.userId, ids.sessionId, ids.organizationId);
  if (loaded?.session.status !== 'active') return { kind: 'none' };
  if (loaded.session.organizationId !== ids.organizationId) return { kind: 'none' };
  const judged = judgeSession(loaded, project, now, place, 'check');
  return judged.ok ? { kind: 'active', loaded, policy: judged.value } : { kind: 'over', loaded, code: judged.error };
}

type Asking = Pick<Request, 'project' | 'now' | 'request'>;

/** One read. The caller is a server, so its own address says nothing of the user's. */
export const stateOfToken =
  ({ project, now }: Asking, token: string) =>
  async (): Promise<Introspection> => {
    const verified = await verifyAccessToken(token, now);
    if (!verified.ok || verified.value.project_id !== project.id) return { kind: 'none' };
    const { sub, sid, act_org } = verified.value;
    return stateOf({ userId: sub, sessionId: sid, organizationId: act_org ?? undefined }, project, now, undefined);
  };

/** No read, unless it is asked again: the session was judged when its user was let in. */
export function stateOfOwn({ project, now, request }: Asking, loaded: LoadedSession): () => Promise<Introspection> {
  const { userId, id, organizationId } = loaded.session;
  let known: Introspection | undefined = {
    kind: 'active',
    loaded,
    policy: effectivePolicy(project.policy, loaded.organization?.policy),
  };
  return async () => {
    const state = known ?? (await stateOf({ userId, sessionId: id, organizationId }, project, now, placeOf(request)));
    known = undefined;
    return state;
  };
}

const time = (ms: number): string => new Date(ms).toISOString();

/** The role is that of this moment, whatever the token and the last refresh say. */
export function presentState({ session, membership }: LoadedSession, policy: EffectivePolicy) {
  const { idleEndMs, absoluteEndMs } = limitsOf(session, policy);
  const { impersonation } = session;
  return {
    active: true as const,
    session_id: session.id,
    user_id: session.userId,
    project_id: session.projectId,
    organization_id: session.organizationId ?? null,
    role: membership?.role ?? null,
    amr: [...session.amr],
    acr: session.acr,
    auth_time: time(session.authTimeMs),
    created_at: time(session.createdAtMs),
    last_active_at: time(session.lastActiveAtMs),
    idle_expires_at: time(idleEndMs),
    absolute_expires_at: time(absoluteEndMs),
    impersonation: impersonation
      ? { id: impersonation.id, impersonator_user_id: impersonation.by, writes: impersonation.writes }
      : null,
  };
}
