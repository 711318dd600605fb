/** Ends an impersonation at once: whoever began it, or another operator. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const endImpersonationContract = defineContract({
  summary: 'End an impersonation; one that is over stays as it is',
  auth: ['operator'],
  scopes: ['impersonations:write'],
  params: z.object({ id: id('impersonation') }),
  replies: { 204: null },
  errors: ['not_found', 'conflict'],
  events: ['impersonation.ended'],
});
