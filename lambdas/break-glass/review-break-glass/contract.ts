/** Another person looks at what was done under a grant and says what they found. Nothing else ends a grant for good. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { breakGlassSchema, findings, verdict } from '../break-glass-schema.ts';

export const reviewBreakGlassContract = defineContract({
  summary: 'Review what was done under a break-glass grant; needs_follow_up asks for another review',
  auth: ['operator'],
  scopes: ['break_glass:review'],
  params: z.object({ id: id('breakGlass') }),
  body: z.strictObject({ verdict, findings }),
  replies: { 200: breakGlassSchema },
  errors: [
    'already_decided',
    'conflict',
    'not_due_yet',
    'not_found',
    'recent_authentication_required',
    'second_person_required',
  ],
  events: ['break_glass.closed', 'break_glass.reviewed'],
});
