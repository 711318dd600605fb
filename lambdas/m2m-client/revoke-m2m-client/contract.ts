/** Revokes a machine client: from this answer on it gets no token. Tokens that it has live five minutes at most. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const revokeM2mClientContract = defineContract({
  summary: 'Revoke a machine client',
  auth: ['secret_key', 'operator'],
  scopes: ['clients:write'],
  params: z.object({ id: id('client') }),
  replies: { 204: null },
  errors: ['not_found'],
  events: ['client.revoked'],
});
