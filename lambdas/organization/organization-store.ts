/** How organizations are stored: one row with the policy in it, and a row that holds the slug for the project. */
import { getRow, getRows, queryRows, type ReadOptions, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone, update } from '../shared/change.ts';
import { BY_PARENT, organizationKey, organizationsOf, slugKey } from '../shared/table.ts';
import type { Organization } from './organization.ts';
import { INHERIT, type Policy } from './policy.ts';

export interface StoredOrganization extends Organization {
  /** How many members it has; kept in the transactions that add and remove them. */
  readonly members: number;
}

export const organizationFromRow = (row: Row): StoredOrganization => ({
  id: row.id as string,
  projectId: row.project_id as string,
  name: row.name as string,
  slug: row.slug as string,
  metadata: row.metadata as Record<string, string>,
  policy: { ...INHERIT, ...(row.policy as Partial<Policy>) },
  policyVersion: row.policy_version as number,
  policyUpdatedAt: row.policy_updated_at as string,
  signedOutAt: row.signed_out_at as string | undefined,
  members: row.members as number,
  version: row.version as number,
  createdAt: row.created_at as string,
  updatedAt: row.updated_at as string,
});

/** Of whatever project: the caller compares `projectId` with the principal's. */
export async function getOrganization(id: string, options: ReadOptions = {}): Promise<StoredOrganization | undefined> {
  const row = await getRow('IDENTITY_TABLE', organizationKey(id), options);
  return row && organizationFromRow(row);
}

/** Those that exist, in the order of the ids: eventually consistent, for showing names. */
export async function getOrganizations(ids: readonly string[]): Promise<StoredOrganization[]> {
  const rows = await getRows('IDENTITY_TABLE', ids.map(organizationKey), { eventual: true });
  return rows.flatMap((row) => (row ? [organizationFromRow(row)] : []));
}

/** `undefined` for an organization of another project too. */
export async function getOrganizationOf(projectId: string, id: string): Promise<StoredOrganization | undefined> {
  const organization = await getOrganization(id);
  return organization?.projectId === projectId ? organization : undefined;
}

export async function listOrganizations(
  projectId: string,
  after: string | undefined,
  limit: number,
): Promise<StoredOrganization[]> {
  const { rows } = await queryRows('IDENTITY_TABLE', organizationsOf(projectId), { index: BY_PARENT, after, limit });
  return rows.map(organizationFromRow);
}

const claimSlug = ({ id, projectId, slug }: Organization): Change<'slug_taken'> =>
  insert({ ...slugKey(projectId, slug), organization_id: id }, 'slug_taken');

const releaseSlug = ({ id, projectId, slug }: Organization): Change<'conflict'> =>
  remove(slugKey(projectId, slug), { organization_id: id }, 'conflict');

export const insertOrganization = (organization: Organization): Change<'conflict' | 'slug_taken'>[] => [
  insert(
    {
      ...organizationKey(organization.id),
      id: organization.id,
      parent: organizationsOf(organization.projectId),
      project_id: organization.projectId,
      name: organization.name,
      slug: organization.slug,
      metadata: organization.metadata,
      policy: organization.policy,
      policy_version: organization.policyVersion,
      policy_updated_at: organization.policyUpdatedAt,
      members: 0,
      version: organization.version,
      created_at: organization.createdAt,
      updated_at: organization.updatedAt,
    },
    'conflict',
  ),
  claimSlug(organization),
];

export function updateOrganization(before: Organization, after: Organization): Change<'conflict' | 'slug_taken'>[] {
  const { name, slug, metadata, version, updatedAt } = after;
  const row = update(
    organizationKey(before.id),
    { name, slug, metadata, version, updated_at: updatedAt },
    { version: before.version },
    'conflict',
  );
  return before.slug === slug ? [row] : [row, releaseSlug(before), claimSlug(after)];
}

/** The policy has a version of its own, so that a new name does not refuse it. */
export const updatePolicy = (before: Organization, after: Organization): Change<'conflict'> =>
  update(
    organizationKey(before.id),
    { policy: after.policy, policy_version: after.policyVersion, policy_updated_at: after.policyUpdatedAt },
    { policy_version: before.policyVersion },
    'conflict',
  );

/** Every session in it that was made before now is over, whatever else is changed meanwhile. */
export const signOutOrganization = ({ id, projectId }: Organization, now: Date): Change<'not_found'> =>
  update(organizationKey(id), { signed_out_at: now.toISOString() }, { project_id: projectId }, 'not_found');

/** Fails when anything changed since it was read, or when it has members. */
export const deleteOrganization = (organization: Organization): Change<'conflict' | 'not_found'>[] => [
  tombstone(organization.id, 'not_found'),
  remove(
    organizationKey(organization.id),
    { version: organization.version, policy_version: organization.policyVersion, members: 0 },
    'conflict',
  ),
  releaseSlug(organization),
];
