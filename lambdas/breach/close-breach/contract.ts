/** Closes a breach: everybody was told, the assessment found a low probability, or it was none. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { breachSchema, closingReason, outcome } from '../breach-schema.ts';

export const closeBreachContract = defineContract({
  summary: 'Close a breach with its outcome',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  params: z.object({ id: id('breach') }),
  body: z.strictObject({ outcome, reason: closingReason }),
  replies: { 200: breachSchema },
  errors: ['not_found', 'already_decided', 'breach_unfinished', 'recent_authentication_required', 'conflict'],
  events: ['breach.closed'],
});
