/**
 * Records an agreement with a covered entity or a subcontractor. One that is replaced keeps its row and its end; what
 * replaces it is with the same party, of whom covered entities know already.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { agreementSchema, termsSchema } from '../agreement-schema.ts';

export const recordAgreementContract = defineContract({
  summary: 'Record an agreement with a covered entity or a subcontractor',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  body: z.strictObject({ ...termsSchema.shape, replaces: z.optional(id('agreement')) }),
  replies: { 201: agreementSchema },
  errors: ['not_found', 'forbidden', 'recent_authentication_required', 'agreement_contradictory', 'conflict'],
  events: ['agreement.recorded'],
});
