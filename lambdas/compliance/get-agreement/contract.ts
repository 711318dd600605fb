/** One agreement. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { agreementSchema } from '../agreement-schema.ts';

export const getAgreementContract = defineContract({
  summary: 'Get an agreement',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  params: z.object({ id: id('agreement') }),
  replies: { 200: agreementSchema },
  errors: ['not_found'],
  events: [],
});
