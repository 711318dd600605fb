/** Takes all administrative roles away. One person may, but an owner always stays. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';

export const deleteOperatorContract = defineContract({
  summary: "Take an operator's roles away",
  auth: ['operator'],
  scopes: ['operators:write'],
  params: z.object({ id: id('user') }),
  query: z.object({
    /** `true` accepts that fewer than two can break the glass. */
    confirm: z.optional(z.enum(['true', 'false'])),
  }),
  replies: { 204: null },
  errors: ['not_found', 'too_few_operators', 'recent_authentication_required', 'conflict'],
  events: ['operator.revoked', 'operator.granted'],
});
