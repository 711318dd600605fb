/** Deletes a user with their memberships, passkeys and sessions. The key of their part of the log stays (B18). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const deleteUserContract = defineContract({
  summary: 'Delete a user with memberships, passkeys and sessions',
  auth: ['secret_key', 'operator'],
  scopes: ['users:write'],
  // Whether a log under a hold has content of theirs.
  access: ['audit:read', 'search:read'],
  params: z.object({ id: id('user') }),
  replies: { 204: null },
  errors: ['not_found', 'still_operator', 'under_hold', 'conflict'],
  events: ['user.deleted', 'user.updated', 'session.revoked', 'membership.deleted'],
});
