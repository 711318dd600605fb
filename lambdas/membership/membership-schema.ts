/** The wire form of a membership (api.md). Every membership that exists is active: an ended one is deleted. */
import * as z from 'zod/mini';
import { id, role, time } from '../shared/vocabulary.ts';
import type { Membership } from './membership.ts';

export const membershipSchema = z.object({
  id: id('membership'),
  project_id: id('project'),
  organization_id: id('organization'),
  user_id: id('user'),
  role,
  status: z.literal('active'),
  created_at: time,
  updated_at: time,
});

export const presentMembership = (membership: Membership) => ({
  id: membership.id,
  project_id: membership.projectId,
  organization_id: membership.organizationId,
  user_id: membership.userId,
  role: membership.role,
  status: 'active' as const,
  created_at: membership.createdAt,
  updated_at: membership.updatedAt,
});
