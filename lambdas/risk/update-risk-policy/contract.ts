/** Changes the project's risk policy. What lets in more than before waits for a second person where the project takes two. */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { riskPolicyPatch, riskPolicySchema } from '../risk-policy-schema.ts';

export const updateRiskPolicyContract = defineContract({
  summary:
    "Change the project's risk policy; If-Match with its ETag guards against a change meanwhile; 202 where a loosening waits for a second person",
  auth: ['secret_key', 'operator'],
  scopes: ['risk:write'],
  body: riskPolicyPatch,
  replies: {
    200: riskPolicySchema,
    202: z.object({ ...pendingSchema.shape, policy: riskPolicySchema }),
  },
  errors: ['not_found', 'conflict', 'settings_contradictory', 'recent_authentication_required'],
  events: ['risk_policy.updated', 'approval.requested'],
});
