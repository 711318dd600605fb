/** Signs a user out everywhere, at once and however many sessions there are. They may sign in again. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const revokeUserSessionsContract = defineContract({
  summary: 'End all sessions of a user',
  auth: ['secret_key', 'operator'],
  scopes: ['sessions:write'],
  params: z.object({ id: id('user') }),
  replies: { 204: null },
  errors: ['conflict', 'not_found'],
  events: ['session.revoked', 'user.signed_out'],
});
