/** Deletes an organization that has no members. Its log stays, and can still be read. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const deleteOrganizationContract = defineContract({
  summary: 'Delete an organization without members',
  auth: ['secret_key', 'operator'],
  scopes: ['organizations:write'],
  params: z.object({ id: id('organization') }),
  replies: { 204: null },
  errors: ['not_found', 'organization_not_empty', 'under_hold', 'conflict'],
  events: ['organization.deleted'],
});
