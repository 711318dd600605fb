/** The answer of every sign-in (api.md, Tokens): tokens, and what a client shows of the person. */
import * as z from 'zod/mini';
import type { Membership } from '../membership/membership.ts';
import { membershipSchema, presentMembership } from '../membership/membership-schema.ts';
import type { Organization } from '../organization/organization.ts';
import { organizationSchema, presentOrganization } from '../organization/organization-schema.ts';
import type { EffectivePolicy } from '../organization/policy.ts';
import { id, time } from '../shared/vocabulary.ts';
import type { User } from '../user/user.ts';
import { presentUser, userSchema } from '../user/user-schema.ts';
import type { Session } from './session.ts';

export const membershipWithOrganizationSchema = z.object({
  ...membershipSchema.shape,
  joined_at: time,
  organization: organizationSchema,
});

export const envelopeSchema = z.object({
  session_id: id('session'),
  access_token: z.string(),
  /** Left out where the client keeps the session in a cookie. */
  refresh_token: z.optional(z.string()),
  /** When the access token ends. */
  expires_at: time,
  user: z.object({ ...userSchema.shape, default_organization_id: z.nullable(id('organization')) }),
  active_organization: z.nullable(organizationSchema),
  active_role: z.nullable(z.string()),
  memberships: z.array(membershipWithOrganizationSchema),
  /** So that clients do not refresh behind the back of an absent person. */
  session_policy: z.object({
    idle_timeout_min: z.int(),
    absolute_max_min: z.int(),
    refresh_window_min: z.int(),
  }),
});

/** A membership whose organization is gone is left out. */
export function presentMemberships(memberships: readonly Membership[], organizations: readonly Organization[]) {
  const byId = new Map(organizations.map((organization) => [organization.id, organization]));
  return memberships.flatMap((membership) => {
    const organization = byId.get(membership.organizationId);
    return organization
      ? [
          {
            ...presentMembership(membership),
            joined_at: membership.createdAt,
            organization: presentOrganization(organization),
          },
        ]
      : [];
  });
}

export interface EnvelopeParts {
  readonly session: Session;
  readonly user: User;
  readonly memberships: readonly Membership[];
  /** Of the memberships, the active one among them. */
  readonly organizations: readonly Organization[];
  readonly policy: EffectivePolicy;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds. */
  readonly expiresAt: number;
}

export function presentEnvelope(parts: EnvelopeParts): z.input<typeof envelopeSchema> {
  const { session, organizations, policy } = parts;
  const active = organizations.find((organization) => organization.id === session.organizationId);
  return {
    session_id: session.id,
    access_token: parts.accessToken,
    refresh_token: parts.refreshToken,
    expires_at: new Date(parts.expiresAt).toISOString(),
    user: { ...presentUser(parts.user), default_organization_id: null },
    active_organization: active ? presentOrganization(active) : null,
    active_role: session.role ?? null,
    memberships: presentMemberships(parts.memberships, organizations),
    session_policy: {
      idle_timeout_min: policy.session_idle_timeout_min,
      absolute_max_min: policy.session_absolute_max_min,
      refresh_window_min: policy.refresh_window_min,
    },
  };
}
