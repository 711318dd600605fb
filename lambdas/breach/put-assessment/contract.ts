/** Writes a new version of the assessment by the four factors. Earlier versions stay. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { assessmentSchema, writtenSchema } from '../assessment-schema.ts';

export const putAssessmentContract = defineContract({
  summary: 'Assess by the four factors of 45 CFR 164.402(2) how probable a compromise is; each version is kept',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['archive:read', 'data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  body: writtenSchema,
  replies: { 200: assessmentSchema },
  errors: ['not_found', 'breach_closed', 'validation_failed', 'conflict', 'recent_authentication_required'],
  events: ['breach.assessed'],
});
