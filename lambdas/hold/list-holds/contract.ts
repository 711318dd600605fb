/** The project's holds, also those that were released: newest first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { holdSchema } from '../hold-schema.ts';

export const listHoldsContract = defineContract({
  summary: 'List legal holds, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['holds:read'],
  query: z.object({ limit, cursor: z.optional(id('hold')) }),
  replies: { 200: z.object({ data: z.array(holdSchema), next_cursor: z.nullable(id('hold')) }) },
  errors: [],
  events: [],
});
