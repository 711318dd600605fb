/** The project's risk policy. */
import { defineContract } from '../../shared/contract.ts';
import { riskPolicySchema } from '../risk-policy-schema.ts';

export const getRiskPolicyContract = defineContract({
  summary: "Get the project's risk policy",
  auth: ['secret_key', 'operator'],
  scopes: ['risk:read'],
  replies: { 200: riskPolicySchema },
  errors: ['not_found'],
  events: [],
});
