/** How sessions are stored: one row each, apart from the user's collection, changed only from the state that was read. */
import { membershipFromRow } from '../membership/membership-store.ts';
import { getOperatorWithUser } from '../operator/operator-store.ts';
import { organizationFromRow, type StoredOrganization } from '../organization/organization-store.ts';
import { assessmentFrom, type RiskMembers, riskMembers } from '../risk/risk.ts';
import { getRow, getRows, queryAllRows, queryRows, type ReadOptions, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { membershipKey, organizationKey, sessionKey, sessionsPk, subjectKeyKey, userKey } from '../shared/table.ts';
import { userFromRow } from '../user/user-store.ts';
import type { LoadedSession, Session } from './session.ts';

const fromRow = (row: Row): Session => ({
  id: row.id as string,
  userId: row.user_id as string,
  projectId: row.project_id as string,
  organizationId: row.organization_id as string | undefined,
  membershipId: row.membership_id as string | undefined,
  role: row.role as string | undefined,
  method: row.method as Session['method'],
  factors: row.factors as Session['factors'],
  amr: row.amr as string[],
  acr: row.acr as string,
  aaguid: row.aaguid as string | undefined,
  synced: row.synced as boolean | undefined,
  attested: row.attested as boolean | undefined,
  credentialId: row.credential_id as string | undefined,
  authTimeMs: row.auth_time as number,
  createdAtMs: row.created_at as number,
  lastActiveAtMs: row.last_active_at as number,
  seed: row.seed as Uint8Array,
  generation: row.generation as number,
  rotatedAtMs: row.rotated_at as number,
  rotatedBy: row.rotated_by as string,
  policyVersion: row.policy_version as number,
  status: row.status as Session['status'],
  endReason: row.end_reason as string | undefined,
  userAgent: row.user_agent as string | undefined,
  network: row.network as string | undefined,
  signedOutBefore: row.signed_out_before as string | undefined,
  risk: row.risk ? assessmentFrom(row.risk as RiskMembers) : undefined,
  impersonation: row.impersonation as Session['impersonation'],
});

/** `undefined` where there is none. */
export async function getSession(userId: string, id: string, options: ReadOptions = {}): Promise<Session | undefined> {
  const row = await getRow('IDENTITY_TABLE', sessionKey(userId, id), options);
  return row && fromRow(row);
}

/** The session and the organization that its token names, in one call: eventually consistent, for a conditional write follows. */
export async function getSessionAndOrganization(
  userId: string,
  id: string,
  organizationId: string | undefined,
): Promise<[Session | undefined, StoredOrganization | undefined]> {
  const keys = [sessionKey(userId, id), ...(organizationId ? [organizationKey(organizationId)] : [])];
  const [session, organization] = await getRows('IDENTITY_TABLE', keys, { eventual: true });
  return [session && fromRow(session), organization && organizationFromRow(organization)];
}

/** One call, strongly consistent: what was revoked a moment ago is refused now (T19). */
export async function loadSession(
  userId: string,
  id: string,
  organizationId: string | undefined,
): Promise<LoadedSession | undefined> {
  const inOrganization = organizationId ? [organizationKey(organizationId), membershipKey(userId, organizationId)] : [];
  const [session, user, key, organization, membership] = await getRows('IDENTITY_TABLE', [
    sessionKey(userId, id),
    userKey(userId),
    subjectKeyKey(userId),
    ...inOrganization,
  ]);
  if (!session || !user) return undefined;
  const by = (session.impersonation as Session['impersonation'])?.by;
  return {
    session: fromRow(session),
    impersonator: by === undefined ? undefined : await getOperatorWithUser(by),
    user: userFromRow(user),
    wrappedKey: key?.wrapped_key as Uint8Array | undefined,
    organization: organization && organizationFromRow(organization),
    membership: membership && membershipFromRow(membership),
  };
}

/** The user's newest sessions, ended ones among them. */
export async function listSessions(userId: string, limit: number): Promise<Session[]> {
  const { rows } = await queryRows('IDENTITY_TABLE', sessionsPk(userId), { reverse: true, limit });
  return rows.map(fromRow);
}

/** All of them, oldest first. */
export const listAllSessions = async (userId: string): Promise<Session[]> =>
  (await queryAllRows('IDENTITY_TABLE', sessionsPk(userId))).map(fromRow);

const moving = (session: Session): Row => ({
  organization_id: session.organizationId,
  membership_id: session.membershipId,
  role: session.role,
  generation: session.generation,
  rotated_at: session.rotatedAtMs,
  rotated_by: session.rotatedBy,
  policy_version: session.policyVersion,
});

/** Its id is made from the challenge, so a challenge that was used before fails here. */
export const insertSession = (session: Session): Change<'challenge_expired'> =>
  insert(
    {
      ...sessionKey(session.userId, session.id),
      ...moving(session),
      last_active_at: session.lastActiveAtMs,
      id: session.id,
      user_id: session.userId,
      project_id: session.projectId,
      method: session.method,
      factors: session.factors,
      amr: session.amr,
      acr: session.acr,
      aaguid: session.aaguid,
      synced: session.synced,
      attested: session.attested,
      credential_id: session.credentialId,
      auth_time: session.authTimeMs,
      created_at: session.createdAtMs,
      seed: session.seed,
      status: session.status,
      user_agent: session.userAgent,
      network: session.network,
      signed_out_before: session.signedOutBefore,
      risk: session.risk && riskMembers(session.risk),
      impersonation: session.impersonation,
    },
    'challenge_expired',
  );

/** Of all who rotate from one generation, one succeeds. Where nobody was there, it leaves the activity of others alone. */
export const rotateSession = (before: Session, after: Session): Change<'conflict'> =>
  update(
    sessionKey(before.userId, before.id),
    {
      ...moving(after),
      ...(after.lastActiveAtMs !== before.lastActiveAtMs && { last_active_at: after.lastActiveAtMs }),
    },
    { generation: before.generation, status: 'active' },
    'conflict',
  );

/** Of all who say so at once, one writes it. */
export const recordActivity = (session: Session, now: Date): Change<'conflict'> =>
  update(
    sessionKey(session.userId, session.id),
    { last_active_at: now.getTime() },
    { last_active_at: session.lastActiveAtMs, status: 'active' },
    'conflict',
  );

type End = 'revoked' | 'expired';

/** Because its owner wants it: whatever became of it meanwhile, unless it has ended. */
export const endSession = (session: Session, status: End, reason: string): Change<'conflict'> =>
  update(sessionKey(session.userId, session.id), { status, end_reason: reason }, { status: 'active' }, 'conflict');

/** Because of what was read: not if it was rotated since, or somebody was there, for that may have been right. */
export const endJudgedSession = (session: Session, status: End, reason: string): Change<'conflict'> =>
  update(
    sessionKey(session.userId, session.id),
    { status, end_reason: reason },
    { status: 'active', generation: session.generation, last_active_at: session.lastActiveAtMs },
    'conflict',
  );
