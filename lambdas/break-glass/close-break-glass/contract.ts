/** Ends a grant before its time: by its own token, by the one who opened it, or by whoever may review it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { breakGlassSchema } from '../break-glass-schema.ts';

export const closeBreakGlassContract = defineContract({
  summary: 'Close a break-glass grant; its review is then due in 72 hours',
  auth: ['operator'],
  params: z.object({ id: id('breakGlass') }),
  replies: { 200: breakGlassSchema },
  errors: ['forbidden', 'not_found', 'already_decided'],
  events: ['break_glass.closed'],
});
