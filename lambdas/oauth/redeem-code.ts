/**
 * An authorization code becomes a session of its own, with the proof of the one at the hosted page and not beyond its
 * limits. A code that comes a second time ends the session that it became (OAuth 2.1 §4.1.3).
 */
import { getOrganization } from '../organization/organization-store.ts';
import { getAccount } from '../session/account-store.ts';
import type { Proof } from '../session/gate.ts';
import type { Envelope } from '../session/issue-tokens.ts';
import { mintSession } from '../session/mint-session.ts';
import { acting, type Request } from '../session/request.ts';
import { judgeSession, proofOf } from '../session/session.ts';
import { endSession, getSession, loadSession } from '../session/session-store.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type CodeGrant, codeHash } from './grant.ts';
import { getCodeGrant, spendCodeGrant } from './grant-store.ts';
import { provesChallenge } from './oauth.ts';

export interface CodeRequest {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly clientId: string;
}

export interface Redeemed {
  readonly envelope: Envelope;
  readonly grant: CodeGrant;
  readonly proof: Proof;
}

type Refused = Promise<Result<never, 'invalid_grant'>>;

async function refuse({ commit }: Request, grant: CodeGrant): Refused {
  await commit([], {
    type: 'oauth.code_refused',
    outcome: 'denied',
    reason: 'invalid_grant',
    target: { type: 'user', id: grant.userId },
    detail: { client_id: grant.clientId },
  });
  return err('invalid_grant');
}

/** Somebody has the code who should not: of the two who sent it nobody knows which is right. */
async function endWhatItBecame(request: Request, grant: CodeGrant): Refused {
  const [session, account] = await Promise.all([
    getSession(grant.userId, grant.sessionId),
    getAccount(grant.projectId, grant.userId),
  ]);
  if (session?.status !== 'active' || !account) return refuse(request, grant);
  const ended = await request.commit([endSession(session, 'revoked', 'code_reused')], {
    type: 'session.reused',
    outcome: 'denied',
    reason: 'invalid_grant',
    organizationId: session.organizationId,
    target: { type: 'session', id: session.id },
    subjects: acting(account),
  });
  return ended.ok ? err('invalid_grant') : refuse(request, grant);
}

export async function redeemCode(
  request: Request,
  { code, redirectUri, verifier, clientId }: CodeRequest,
): Promise<Result<Redeemed, 'invalid_grant'>> {
  const { project, now } = request;
  const grant = await getCodeGrant(codeHash(code));
  if (!grant || grant.projectId !== project.id) return err('invalid_grant');
  // The redirect URI is compared where it is sent: OAuth 2.1 leaves it out, OAuth 2.0 demands it.
  const meant = grant.clientId === clientId && (redirectUri === '' || grant.redirectUri === redirectUri);
  if (!meant || !provesChallenge(verifier, grant.challenge)) return refuse(request, grant);
  if (grant.status === 'spent') return endWhatItBecame(request, grant);
  if (now.getTime() >= grant.expiresAtMs) return refuse(request, grant);

  if (grant.organizationId) request.prepare(grant.organizationId);
  const [account, from, organization] = await Promise.all([
    getAccount(project.id, grant.userId),
    loadSession(grant.userId, grant.fromSessionId, grant.fromOrganizationId),
    grant.organizationId ? getOrganization(grant.organizationId) : undefined,
  ]);
  if (!account || !from || !judgeSession(from, project, now, undefined, 'refresh').ok) return refuse(request, grant);
  const minted = await mintSession(request, {
    sessionId: grant.sessionId,
    account,
    organizationId: grant.organizationId,
    organization,
    proof: proofOf(from.session),
    since: from.session.createdAtMs,
    changes: [spendCodeGrant(grant)],
    events: [
      {
        type: 'oauth.code_redeemed',
        target: { type: 'session', id: grant.sessionId },
        detail: { client_id: clientId },
      },
    ],
    credentialId: from.session.credentialId,
    // The client's server asks: the person was judged where they are, within the code's minute (`judge-entry.ts`).
    risk: 'elsewhere',
  });
  return minted.ok ? ok({ envelope: minted.value, grant, proof: proofOf(from.session) }) : err('invalid_grant');
}
