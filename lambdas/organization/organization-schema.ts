/** The wire form of an organization and of its policy (api.md). */
import * as z from 'zod/mini';
import { id, metadata, slug, text, time } from '../shared/vocabulary.ts';
import type { Organization } from './organization.ts';
import { effectivePolicy, type Policy } from './policy.ts';
import { policySchema } from './policy-schema.ts';

export const organizationName = text(200);

export const organizationSchema = z.object({
  id: id('organization'),
  project_id: id('project'),
  name: z.string(),
  slug,
  metadata,
  created_at: time,
  updated_at: time,
});

export const presentOrganization = (organization: Organization) => ({
  id: organization.id,
  project_id: organization.projectId,
  name: organization.name,
  slug: organization.slug,
  metadata: { ...organization.metadata },
  created_at: organization.createdAt,
  updated_at: organization.updatedAt,
});

/** The organization's own values, and the limits that hold once the project's are joined to them. */
export const organizationPolicySchema = z.object({
  ...policySchema.shape,
  organization_id: id('organization'),
  policy_version: z.int(),
  updated_at: time,
  effective: z.object({
    session_idle_timeout_min: z.int(),
    session_absolute_max_min: z.int(),
    refresh_window_min: z.int(),
  }),
});

export function presentPolicy(organization: Organization, projectPolicy: Policy) {
  const { policy } = organization;
  const effective = effectivePolicy(projectPolicy, policy);
  return {
    ...policy,
    disabled_methods: [...policy.disabled_methods],
    ip_allowlist: [...policy.ip_allowlist],
    geo_allow: [...policy.geo_allow],
    geo_deny: [...policy.geo_deny],
    allowed_aaguids: [...policy.allowed_aaguids],
    organization_id: organization.id,
    policy_version: organization.policyVersion,
    updated_at: organization.policyUpdatedAt,
    effective: {
      session_idle_timeout_min: effective.session_idle_timeout_min,
      session_absolute_max_min: effective.session_absolute_max_min,
      refresh_window_min: effective.refresh_window_min,
    },
  };
}

/** The entity tag of a policy (RFC 9110 §8.8.3). */
export const policyTag = (version: number): string => `"${version}"`;
