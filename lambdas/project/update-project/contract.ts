/** Changes the project. What guards less than before waits for a second person where the project takes two (ADR 0021). */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { policySchema } from '../../organization/policy-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { text } from '../../shared/vocabulary.ts';
import { projectSchema } from '../project-schema.ts';
import { settingsSchema } from '../settings-schema.ts';

export const updateProjectContract = defineContract({
  summary: 'Change the project; 202 where a loosening waits for a second person',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:write'],
  body: z.strictObject({
    name: z.optional(text(100)),
    sign_up: z.optional(z.enum(['closed', 'verified', 'open'])),
    policy: z.optional(z.partial(policySchema)),
    settings: z.optional(z.partial(settingsSchema)),
  }),
  replies: { 200: projectSchema, 202: z.object({ ...pendingSchema.shape, project: projectSchema }) },
  errors: ['not_found', 'conflict', 'settings_contradictory', 'agreement_required', 'recent_authentication_required'],
  events: ['project.updated', 'approval.requested'],
});
