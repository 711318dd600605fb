/** Revokes a secret key, the calling one too, but not the last one that can manage keys. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const revokeApiKeyContract = defineContract({
  summary: 'Revoke a secret key',
  auth: ['secret_key', 'operator'],
  scopes: ['api_keys:write'],
  params: z.object({ id: id('key') }),
  replies: { 204: null },
  errors: ['not_found', 'last_key', 'conflict'],
  events: ['api_key.revoked'],
});
