/** Ends a membership. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const deleteMembershipContract = defineContract({
  summary: 'Remove a member',
  auth: ['secret_key', 'operator'],
  scopes: ['memberships:write'],
  params: z.object({ org: id('organization'), id: id('membership') }),
  replies: { 204: null },
  errors: ['not_found', 'conflict'],
  events: ['membership.deleted'],
});
