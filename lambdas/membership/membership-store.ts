/**
 * How memberships are stored: one row in the user's collection, where sign-in finds it, and in the index by its
 * organization. User and organization count theirs, so that neither is deleted while the other one gains a member.
 */
import { getRow, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, increment, insert, remove, update } from '../shared/change.ts';
import {
  BY_PARENT,
  formerMembershipKey,
  membershipKey,
  membersOf,
  organizationKey,
  userKey,
  userPk,
} from '../shared/table.ts';
import type { Membership } from './membership.ts';

export const membershipFromRow = (row: Row): Membership => ({
  id: row.id as string,
  projectId: row.project_id as string,
  organizationId: row.organization_id as string,
  userId: row.user_id as string,
  role: row.role as string,
  version: row.version as number,
  createdAt: row.created_at as string,
  updatedAt: row.updated_at as string,
});

/** What the sort keys of memberships begin with in a user's collection, which holds other kinds of rows too. */
export const MEMBERSHIP_PREFIX = String(membershipKey('', '').sk);

export async function getMembership(userId: string, organizationId: string): Promise<Membership | undefined> {
  const row = await getRow('IDENTITY_TABLE', membershipKey(userId, organizationId));
  return row && membershipFromRow(row);
}

/** By its own id: the index tells where the row lies, and the row itself is read as it is now. */
export async function findMembership(organizationId: string, id: string): Promise<Membership | undefined> {
  const { rows } = await queryRows('IDENTITY_TABLE', membersOf(organizationId), { index: BY_PARENT, prefix: id });
  const current = rows[0] && (await getMembership(rows[0].user_id as string, organizationId));
  return current?.id === id ? current : undefined;
}

/** A page of the user's memberships, in the order of organization ids. */
export async function listMembershipsOfUser(
  userId: string,
  afterOrganization: string | undefined,
  limit: number,
): Promise<Membership[]> {
  const after = membershipKey(userId, afterOrganization ?? '').sk;
  const { rows } = await queryRows('IDENTITY_TABLE', userPk(userId), { after, limit });
  return rows.filter(({ sk }) => String(sk).startsWith(MEMBERSHIP_PREFIX)).map(membershipFromRow);
}

export async function listMembers(
  organizationId: string,
  after: string | undefined,
  limit: number,
): Promise<Membership[]> {
  const { rows } = await queryRows('IDENTITY_TABLE', membersOf(organizationId), { index: BY_PARENT, after, limit });
  return rows.map(membershipFromRow);
}

/** User and organization must exist in the membership's project; that is checked in the same transaction. */
const count = ({ projectId, organizationId, userId }: Membership, by: 1 | -1): Change<'not_found'>[] => [
  increment(userKey(userId), 'memberships', by, { project_id: projectId }, 'not_found'),
  increment(organizationKey(organizationId), 'members', by, { project_id: projectId }, 'not_found'),
];

/** `conflict`: the user is a member already. */
export const insertMembership = (membership: Membership): Change<'conflict' | 'not_found'>[] => [
  insert(
    {
      ...membershipKey(membership.userId, membership.organizationId),
      id: membership.id,
      parent: membersOf(membership.organizationId),
      project_id: membership.projectId,
      organization_id: membership.organizationId,
      user_id: membership.userId,
      role: membership.role,
      version: membership.version,
      created_at: membership.createdAt,
      updated_at: membership.updatedAt,
    },
    'conflict',
  ),
  ...count(membership, 1),
];

export const updateMembership = (before: Membership, after: Membership): Change<'conflict'> =>
  update(
    membershipKey(before.userId, before.organizationId),
    { role: after.role, version: after.version, updated_at: after.updatedAt },
    { id: before.id, version: before.version },
    'conflict',
  );

/** What stays of it: of two endings one succeeds, and a hold on the organization still concerns the person. */
const leaveBehind = ({ id, organizationId, userId }: Membership): Change<'not_found'> =>
  insert({ ...formerMembershipKey(userId, id), organization_id: organizationId }, 'not_found');

export const deleteMembership = (membership: Membership): Change<'conflict' | 'not_found'>[] => [
  leaveBehind(membership),
  remove(
    membershipKey(membership.userId, membership.organizationId),
    { id: membership.id, version: membership.version },
    'conflict',
  ),
  ...count(membership, -1),
];
