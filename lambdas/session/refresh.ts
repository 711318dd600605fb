/** A refresh, from the token to the next one (api.md, Tokens; security.md, rows 8–10). */
import type { Organization } from '../organization/organization.ts';
import { getOrganization } from '../organization/organization-store.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { err, type Result } from '../shared/result.ts';
import { type Account, getAccount } from './account-store.ts';
import { refuseUse, revokeFamily } from './end-session.ts';
import type { GateError } from './gate.ts';
import { type Envelope, reissueTokens } from './issue-tokens.ts';
import { placeOf } from './place.ts';
import { clientOf, isAuthentic, REFRESH_KEY, type RefreshToken } from './refresh-token.ts';
import { acting, type Request } from './request.ts';
import { judgeGeneration, rotate } from './rotation.ts';
import { judgeSession, type LimitError, type Session } from './session.ts';
import { COOKIE_KEY } from './session-cookie.ts';
import { getSession, getSessionAndOrganization, rotateSession } from './session-store.ts';

export type RefreshError = 'invalid_refresh_token' | 'session_expired' | 'conflict' | LimitError | GateError;

interface Found {
  readonly session: Session;
  readonly account: Account;
  readonly organization: Organization | undefined;
  /** Whether session and organization were read strongly consistent. */
  readonly certain: boolean;
}

async function find({ project, prepare }: Request, token: RefreshToken): Promise<Found | undefined> {
  prepare(token.organizationId ?? project.id);
  const [key, account, [session, named]] = await Promise.all([
    derivedKey(token.carrier === 'cookie' ? COOKIE_KEY : REFRESH_KEY),
    getAccount(project.id, token.userId),
    getSessionAndOrganization(token.userId, token.sessionId, token.organizationId),
  ]);
  if (!account || !session || !isAuthentic(key, token, session)) return undefined;
  const moved = session.organizationId !== token.organizationId;
  const organization = moved ? await organizationOf(session, { eventual: true }) : named;
  return { session, account, organization, certain: false };
}

const organizationOf = async (
  { organizationId }: Session,
  options: { eventual?: boolean } = {},
): Promise<Organization | undefined> => (organizationId ? getOrganization(organizationId, options) : undefined);

/** As it is now, strongly consistent, after a first reading that may have lagged or that a write has overtaken. */
async function findAgain(token: RefreshToken, { account }: Found): Promise<Found | undefined> {
  const session = await getSession(token.userId, token.sessionId);
  return session && { session, account, organization: await organizationOf(session), certain: true };
}

/** Of others who rotate or end the same session meanwhile, this many are waited for. */
const READINGS = 4;

export async function refresh(
  request: Request,
  token: RefreshToken,
  activity: boolean,
): Promise<Result<Envelope, RefreshError>> {
  let found = await find(request, token);
  for (let reading = 1; found; reading++) {
    const result = await use(request, token, activity, found);
    if (result.ok) return result;
    if (result.error !== 'uncertain' && (result.error !== 'conflict' || reading === READINGS)) return err(result.error);
    found = await findAgain(token, found);
  }
  return err('invalid_refresh_token');
}

/** What goes on from a rotation rests on its condition; every other judgement needs a reading that is certain. */
async function use(
  request: Request,
  token: RefreshToken,
  activity: boolean,
  { session, account, organization, certain }: Found,
): Promise<Result<Envelope, RefreshError | 'uncertain'>> {
  const { project, now, commit } = request;
  const client = clientOf(request.request.userAgent);
  const generation = judgeGeneration(session, token.generation, client, now);
  const membership = account.memberships.find(({ organizationId }) => organizationId === session.organizationId);
  const loaded = { session, user: account.user, organization, membership };
  const judged = judgeSession(loaded, project, now, placeOf(request.request), 'refresh');
  if (!certain && (generation !== 'current' || !judged.ok)) return err('uncertain');

  if (session.status === 'active' && generation === 'reused') return revokeFamily(request, session, account);
  if (!judged.ok) return refuseUse(request, session, account, judged.error, 'refresh');

  const policy = judged.value;
  const retry = generation === 'retry';
  const policyVersion = organization?.policyVersion ?? 0;
  const next = retry ? session : rotate(session, { client, now, activity, policyVersion, membership });
  const changes = retry ? [] : [rotateSession(session, next)];
  return reissueTokens({ session: next, account, organization, policy, now, request: request.request }, () =>
    commit(changes, {
      type: 'session.refreshed',
      organizationId: session.organizationId,
      actor: { type: 'user', id: account.user.id },
      target: { type: 'session', id: session.id },
      detail: { policy_version: next.policyVersion, ...(retry ? { retry } : { activity }) },
      subjects: acting(account),
    }),
  );
}
