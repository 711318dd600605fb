/** What is to be assessed, with the facts that are known, and every version that was written. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { assessmentSchema, questionSchema } from '../assessment-schema.ts';

export const getAssessmentContract = defineContract({
  summary: 'Read the four factors with the facts of the log, and every version of the assessment',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  access: ['archive:read', 'data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  replies: {
    200: z.object({
      questions: z.array(questionSchema),
      /** Newest first. */
      versions: z.array(assessmentSchema),
      /** Whether the newest rests on another scope than the newest. */
      outdated: z.boolean(),
    }),
  },
  errors: ['not_found'],
  events: [],
});
