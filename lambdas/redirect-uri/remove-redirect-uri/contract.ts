/** Takes a redirect URI away: from this answer on nobody is sent there. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const removeRedirectUriContract = defineContract({
  summary: 'Remove a redirect URI',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:write'],
  params: z.object({ id: id('uri') }),
  replies: { 204: null },
  errors: ['not_found'],
  events: ['redirect_uri.removed'],
});
