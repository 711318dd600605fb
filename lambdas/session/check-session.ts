/** A check of a session, by its person or by someone who serves them, and what it leaves behind. */
import { ok, type Result } from '../shared/result.ts';
import { refuseUse } from './end-session.ts';
import type { Introspection } from './introspect.ts';
import { acting, type Request } from './request.ts';
import { isActivityDue, limitsOf } from './session.ts';
import { recordActivity } from './session-store.ts';

type Active = Extract<Introspection, { kind: 'active' }>;

/** Puts the idle limit off, because a person was there. It is an event, at most once a minute (ADR 0019). */
async function noteActivity(
  { commit, now }: Pick<Request, 'commit' | 'now'>,
  { loaded, policy }: Active,
): Promise<Result<Active, 'conflict'>> {
  const { session } = loaded;
  const moved = { ...session, lastActiveAtMs: now.getTime() };
  const noted = await commit([recordActivity(session, now)], {
    type: 'session.active',
    organizationId: session.organizationId,
    target: { type: 'session', id: session.id },
    detail: { idle_expires_at: limitsOf(moved, policy).idleEndMs },
    subjects: acting(loaded),
  });
  return noted.ok ? ok({ kind: 'active', loaded: { ...loaded, session: moved }, policy }) : noted;
}

async function settle(
  request: Pick<Request, 'commit' | 'now'>,
  state: Introspection,
  activity: boolean,
): Promise<Result<Introspection, 'conflict'>> {
  if (state.kind === 'over') {
    const { loaded, code } = state;
    const ended = await refuseUse(request, loaded.session, loaded, code, 'check');
    return !ended.ok && ended.error === 'conflict' ? { ok: false, error: 'conflict' } : ok(state);
  }
  const due = state.kind === 'active' && activity && isActivityDue(state.loaded.session, state.policy, request.now);
  return due ? noteActivity(request, state) : ok(state);
}

/** Of others who end, refresh or use the same session at once, this many are waited for. */
const READINGS = 4;

/** @param read tells how the session stands; asked again where somebody changed it meanwhile. */
export async function checkSession(
  request: Pick<Request, 'commit' | 'now'>,
  read: () => Promise<Introspection>,
  activity: boolean,
): Promise<Introspection> {
  for (let reading = 1; ; reading++) {
    const state = await read();
    const settled = await settle(request, state, activity);
    if (settled.ok) return settled.value;
    if (reading === READINGS) return state;
  }
}
