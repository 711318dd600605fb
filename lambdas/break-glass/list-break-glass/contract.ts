/** When the glass was broken in this project, newest first. Drills are told apart. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { breakGlassSchema } from '../break-glass-schema.ts';

export const listBreakGlassContract = defineContract({
  summary: 'List break-glass grants, newest first; a grant sees itself alone',
  auth: ['secret_key', 'operator'],
  scopes: ['break_glass:read'],
  query: z.object({ limit, cursor: z.optional(id('breakGlass')) }),
  replies: { 200: z.object({ data: z.array(breakGlassSchema), next_cursor: z.nullable(id('breakGlass')) }) },
  errors: [],
  events: [],
});
