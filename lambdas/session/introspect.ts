/** What a token's session is at this moment, for someone who is not its user. */
import type { EffectivePolicy } from '../organization/policy.ts';
import type { Project } from '../project/project.ts';
import { verifyAccessToken } from '../token/verify-access-token.ts';
import { judgeSession, type LoadedSession, limitsOf, type SessionError } from './session.ts';
import { loadSession } from './session-store.ts';

export type Introspection =
  | { readonly kind: 'active'; readonly loaded: LoadedSession; readonly policy: EffectivePolicy }
  /** The row says active and the policy says no: whoever finds it so ends it. */
  | { readonly kind: 'over'; readonly loaded: LoadedSession; readonly code: SessionError }
  /** Not a token of this project, or its session has ended. */
  | { readonly kind: 'none' };

/** One read. The caller is a server, so its own address says nothing of the user's. */
export async function introspect(token: string, project: Project, now: Date): Promise<Introspection> {
  const verified = await verifyAccessToken(token, now);
  if (!verified.ok || verified.value.project_id !== project.id) return { kind: 'none' };
  const { sub, sid, act_org } = verified.value;
  const loaded = await loadSession(sub, sid, act_org ?? undefined);
  if (loaded?.session.status !== 'active') return { kind: 'none' };
  if ((loaded.session.organizationId ?? null) !== act_org) return { kind: 'none' };
  const judged = judgeSession(loaded, project, now, undefined, 'check');
  return judged.ok ? { kind: 'active', loaded, policy: judged.value } : { kind: 'over', loaded, code: judged.error };
}

const time = (ms: number): string => new Date(ms).toISOString();

/** The role is that of this moment, whatever the token and the last refresh say. */
export function presentState({ session, membership }: LoadedSession, policy: EffectivePolicy) {
  const { idleEndMs, absoluteEndMs } = limitsOf(session, policy);
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
  };
}
