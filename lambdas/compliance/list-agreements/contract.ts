/** All agreements of the project, also those that are over. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { AGREEMENT_KINDS, AGREEMENT_STATUSES } from '../agreement.ts';
import { agreementSchema } from '../agreement-schema.ts';

export const listAgreementsContract = defineContract({
  summary: 'List agreements with covered entities and subcontractors, oldest first',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  query: z.object({
    limit,
    cursor: z.optional(id('agreement')),
    kind: z.optional(z.enum(AGREEMENT_KINDS)),
    status: z.optional(z.enum(AGREEMENT_STATUSES)),
  }),
  replies: { 200: z.object({ data: z.array(agreementSchema), next_cursor: z.nullable(id('agreement')) }) },
  errors: [],
  events: [],
});
