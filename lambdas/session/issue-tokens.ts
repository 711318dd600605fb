/** The last step of everything that gives a session out: the write, the signature and the names beside each other. */
import type { Organization } from '../organization/organization.ts';
import { getOrganizations } from '../organization/organization-store.ts';
import type { EffectivePolicy } from '../organization/policy.ts';
import type { Committed } from '../shared/commit.ts';
import { derivedKey } from '../shared/derived-key.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import { signAccessToken } from '../token/sign-access-token.ts';
import type { Account } from './account-store.ts';
import { presentEnvelope } from './envelope-schema.ts';
import { makeRefreshToken, REFRESH_KEY } from './refresh-token.ts';
import { accessTokenEnd, type Session } from './session.ts';

/** An envelope names this many memberships; `GET /v1/me/organizations` names all. */
const MEMBERSHIPS_SHOWN = 100;

export interface Issue {
  readonly session: Session;
  readonly account: Pick<Account, 'user' | 'memberships'>;
  /** The active one, as it was read for its policy. */
  readonly organization: Organization | undefined;
  readonly policy: EffectivePolicy;
  readonly now: Date;
}

export type Envelope = ReturnType<typeof presentEnvelope>;

/** Tokens leave only when the change is committed. */
export async function issueTokens<E extends ErrorCode>(
  { session, account, organization, policy, now }: Issue,
  committing: Promise<Result<Committed | undefined, E>>,
): Promise<Result<Envelope, E>> {
  const expiresAt = accessTokenEnd(session, policy, now);
  const memberships = account.memberships.slice(0, MEMBERSHIPS_SHOWN);
  const others = memberships.map(({ organizationId }) => organizationId).filter((id) => id !== organization?.id);
  const [committed, accessToken, refreshKey, named] = await Promise.all([
    committing,
    signAccessToken(session, now, expiresAt),
    derivedKey(REFRESH_KEY),
    getOrganizations(others),
  ]);
  if (!committed.ok) return committed;
  const organizations = organization ? [organization, ...named] : named;
  const refreshToken = makeRefreshToken(refreshKey, session);
  const parts = {
    session,
    user: account.user,
    memberships,
    organizations,
    policy,
    accessToken,
    refreshToken,
    expiresAt,
  };
  return ok(presentEnvelope(parts));
}
