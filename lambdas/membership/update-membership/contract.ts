/** Changes a member's role. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, role } from '../../shared/vocabulary.ts';
import { membershipSchema } from '../membership-schema.ts';

export const updateMembershipContract = defineContract({
  summary: "Change a member's role",
  auth: ['secret_key', 'operator'],
  scopes: ['memberships:write'],
  params: z.object({ org: id('organization'), id: id('membership') }),
  body: z.strictObject({ role }),
  replies: { 200: membershipSchema },
  errors: ['not_found', 'conflict'],
  events: ['membership.updated'],
});
