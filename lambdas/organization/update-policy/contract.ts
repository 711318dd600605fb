/** Changes an organization's policy. Members that are left out stay: clients differ in what they send. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { organizationPolicySchema } from '../organization-schema.ts';
import { policySchema } from '../policy-schema.ts';

export const updatePolicyContract = defineContract({
  summary: "Change an organization's policy; If-Match with its ETag guards against a change meanwhile",
  auth: ['secret_key'],
  scopes: ['policies:write'],
  params: z.object({ org: id('organization') }),
  body: z.partial(policySchema),
  replies: { 200: organizationPolicySchema },
  errors: ['not_found', 'conflict'],
  events: ['org_policy.updated'],
});
