/**
 * Changes an organization's policy. Members that are left out stay: clients differ in what they send. What lets in more
 * than before waits for a second person where the project takes two (ADR 0021).
 */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { organizationPolicySchema } from '../organization-schema.ts';
import { policySchema } from '../policy-schema.ts';

export const updatePolicyContract = defineContract({
  summary:
    "Change an organization's policy; If-Match with its ETag guards against a change meanwhile; 202 where a loosening waits for a second person",
  auth: ['secret_key', 'operator'],
  scopes: ['policies:write'],
  params: z.object({ org: id('organization') }),
  body: z.partial(policySchema),
  replies: {
    200: organizationPolicySchema,
    202: z.object({ ...pendingSchema.shape, policy: organizationPolicySchema }),
  },
  errors: ['not_found', 'conflict', 'recent_authentication_required'],
  events: ['org_policy.updated', 'approval.requested'],
});
