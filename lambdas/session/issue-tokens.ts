/** The last step of everything that gives a session out: the signature and the names, and the write. */
import type { Organization } from '../organization/organization.ts';
import { getOrganizations } from '../organization/organization-store.ts';
import type { EffectivePolicy } from '../organization/policy.ts';
import type { Committed } from '../shared/commit.ts';
import type { RequestFacts } from '../shared/contract.ts';
import { derivedKey } from '../shared/derived-key.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import { signAccessToken } from '../token/sign-access-token.ts';
import type { Account } from './account-store.ts';
import { presentEnvelope } from './envelope-schema.ts';
import { makeRefreshToken, REFRESH_KEY } from './refresh-token.ts';
import { accessTokenEnd, type Session } from './session.ts';
import { COOKIE_KEY, isCookieMode, makeCookieValue } from './session-cookie.ts';

/** An envelope names this many memberships; `GET /v1/me/organizations` names all. */
const MEMBERSHIPS_SHOWN = 100;

export interface Issue {
  readonly session: Session;
  readonly account: Pick<Account, 'user' | 'memberships'>;
  /** The active one, as it was read for its policy. */
  readonly organization: Organization | undefined;
  readonly policy: EffectivePolicy;
  readonly now: Date;
  /** Which says whether its client keeps the session in a cookie. */
  readonly request: RequestFacts;
}

export type Envelope = ReturnType<typeof presentEnvelope>;

type Commit<E extends ErrorCode> = () => Promise<Result<Committed, E>>;

async function makeTokens({ session, account, organization, policy, now, request }: Issue) {
  const byCookie = isCookieMode(request);
  const expiresAt = accessTokenEnd(session, policy, now);
  const memberships = account.memberships.slice(0, MEMBERSHIPS_SHOWN);
  const others = memberships.map(({ organizationId }) => organizationId).filter((id) => id !== organization?.id);
  const [accessToken, key, named] = await Promise.all([
    signAccessToken(session, now, expiresAt),
    derivedKey(byCookie ? COOKIE_KEY : REFRESH_KEY),
    getOrganizations(others),
  ]);
  const organizations = organization ? [organization, ...named] : named;
  const refreshToken = byCookie ? makeCookieValue(key, session) : makeRefreshToken(key, session);
  return presentEnvelope({
    session,
    user: account.user,
    memberships,
    organizations,
    policy,
    accessToken,
    refreshToken,
    expiresAt,
  });
}

/** For a new session: signed while it is written. Tokens leave only when the change is committed. */
export async function issueTokens<E extends ErrorCode>(issue: Issue, commit: Commit<E>): Promise<Result<Envelope, E>> {
  const [committed, envelope] = await Promise.all([commit(), makeTokens(issue)]);
  return committed.ok ? ok(envelope) : committed;
}

/**
 * For a session that goes on: signed first. If the key does not answer, nothing has happened, and the client may come
 * again with the token that it has; after a rotation whose answer was lost, the same token would look stolen.
 */
export async function reissueTokens<E extends ErrorCode>(
  issue: Issue,
  commit: Commit<E>,
): Promise<Result<Envelope, E>> {
  const envelope = await makeTokens(issue);
  const committed = await commit();
  return committed.ok ? ok(envelope) : committed;
}
