/** Takes an allowed origin away; functions that are warm forget it within ten seconds. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const removeAllowedOriginContract = defineContract({
  summary: 'Remove an allowed origin',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:write'],
  params: z.object({ id: id('uri') }),
  replies: { 204: null },
  errors: ['not_found'],
  events: ['allowed_origin.removed'],
});
