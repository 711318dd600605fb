/** Gives out an authorization code for a session at the hosted page. The code leaves when its event is committed. */
import { acting, type Request } from '../session/request.ts';
import type { LoadedSession } from '../session/session.ts';
import { newId } from '../shared/ids.ts';
import { ok, type Result } from '../shared/result.ts';
import { CODE_MS, codeHash, newCode } from './grant.ts';
import { insertCodeGrant } from './grant-store.ts';
import type { AuthorizationRequest } from './oauth.ts';

export async function issueCode(
  { project, now, commit }: Request,
  asked: AuthorizationRequest,
  to: { readonly clientId: string; readonly redirectUri: string },
  { session, user, wrappedKey }: LoadedSession,
  organizationId: string | undefined,
): Promise<Result<string, 'conflict'>> {
  const code = newCode();
  const grant = {
    ...to,
    hash: codeHash(code),
    projectId: project.id,
    challenge: asked.challenge,
    nonce: asked.nonce,
    scopes: asked.scopes,
    userId: user.id,
    fromSessionId: session.id,
    fromOrganizationId: session.organizationId,
    organizationId: organizationId ?? session.organizationId,
    sessionId: newId('session', now),
    status: 'open' as const,
    expiresAtMs: now.getTime() + CODE_MS,
  };
  const committed = await commit([insertCodeGrant(grant)], {
    type: 'oauth.code_issued',
    organizationId: session.organizationId,
    actor: { type: 'user', id: user.id },
    target: { type: 'session', id: session.id },
    detail: { client_id: to.clientId, scope: asked.scopes.join(' ') },
    subjects: acting({ user, wrappedKey }),
  });
  return committed.ok ? ok(code) : committed;
}
