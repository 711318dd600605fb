/**
 * Records that an agreement ends before its last day, or that one without a last day ends, within a year. An end may be
 * brought forward later, and not be put off. The preset stays on: without an agreement the posture says so, and nothing
 * becomes looser by it.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { agreementSchema, day, endReason } from '../agreement-schema.ts';

export const endAgreementContract = defineContract({
  summary: 'Record from which day on an agreement holds no more',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write'],
  params: z.object({ id: id('agreement') }),
  body: z.strictObject({ ends_on: day, reason: endReason }),
  replies: { 200: agreementSchema },
  errors: [
    'not_found',
    'forbidden',
    'already_decided',
    'agreement_contradictory',
    'recent_authentication_required',
    'conflict',
  ],
  events: ['agreement.ended'],
});
