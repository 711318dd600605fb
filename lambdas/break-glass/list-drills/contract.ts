/** The evidence of drills: who rehearsed breaking the glass, when, by which means, and what was found. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit, time } from '../../shared/vocabulary.ts';
import { breakGlassSchema } from '../break-glass-schema.ts';

export const listDrillsContract = defineContract({
  summary: 'Report break-glass drills, newest first, with the days since the last one',
  auth: ['secret_key', 'operator'],
  scopes: ['break_glass:read'],
  query: z.object({ limit, cursor: z.optional(id('breakGlass')) }),
  replies: {
    200: z.object({
      data: z.array(breakGlassSchema),
      next_cursor: z.nullable(id('breakGlass')),
      last_drill_at: z.nullable(time),
      days_since_last_drill: z.nullable(z.int()),
    }),
  },
  errors: [],
  events: [],
});
