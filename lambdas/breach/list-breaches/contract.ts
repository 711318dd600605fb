/** The project's breaches, newest first, each with its clocks as they stand. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { breachSchema } from '../breach-schema.ts';

export const listBreachesContract = defineContract({
  summary: 'List breaches, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  query: z.object({ limit, cursor: z.optional(id('breach')) }),
  replies: { 200: z.object({ data: z.array(breachSchema), next_cursor: z.nullable(id('breach')) }) },
  errors: [],
  events: [],
});
