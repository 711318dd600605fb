/** Whether enough emergency operators are ready now, and what each of the others lacks. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { LACKS } from '../readiness.ts';

export const getReadinessContract = defineContract({
  summary: 'Tell whether two emergency operators could break the glass now',
  auth: ['secret_key', 'operator'],
  scopes: ['break_glass:read'],
  replies: {
    200: z.object({
      ready: z.boolean(),
      ready_count: z.int(),
      needed: z.int(),
      operators: z.array(z.object({ user_id: id('user'), ready: z.boolean(), lacks: z.array(z.enum(LACKS)) })),
    }),
  },
  errors: ['forbidden'],
  events: [],
});
