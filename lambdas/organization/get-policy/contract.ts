/** An organization's policy. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { organizationPolicySchema } from '../organization-schema.ts';

export const getPolicyContract = defineContract({
  summary: "Get an organization's policy",
  auth: ['secret_key', 'operator'],
  scopes: ['policies:read'],
  params: z.object({ org: id('organization') }),
  replies: { 200: organizationPolicySchema },
  errors: ['not_found'],
  events: [],
});
