/** Makes a user a member of an organization. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, role } from '../../shared/vocabulary.ts';
import { membershipSchema } from '../membership-schema.ts';

export const createMembershipContract = defineContract({
  summary: 'Add a member; for a member already, 200 with the membership as it is',
  auth: ['secret_key', 'operator'],
  scopes: ['memberships:write'],
  params: z.object({ org: id('organization') }),
  body: z.strictObject({ user_id: id('user'), role: z._default(role, 'member') }),
  replies: { 201: membershipSchema, 200: membershipSchema },
  errors: ['not_found', 'email_unverified', 'conflict'],
  events: ['membership.created'],
});
