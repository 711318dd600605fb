/** Opens a closed breach again. Its clocks go on from the discovery, as if it had never been closed. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { breachSchema, closingReason } from '../breach-schema.ts';

export const reopenBreachContract = defineContract({
  summary: 'Reopen a breach',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  params: z.object({ id: id('breach') }),
  body: z.strictObject({ reason: closingReason }),
  replies: { 200: breachSchema },
  errors: ['not_found', 'already_decided', 'conflict'],
  events: ['breach.reopened'],
});
