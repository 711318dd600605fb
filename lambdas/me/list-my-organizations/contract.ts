/** The organizations of the signed-in user. */
import * as z from 'zod/mini';
import { membershipWithOrganizationSchema } from '../../session/envelope-schema.ts';
import { defineContract } from '../../shared/contract.ts';

export const listMyOrganizationsContract = defineContract({
  summary: 'List the organizations of the signed-in user',
  auth: ['user'],
  impersonation: 'read',
  replies: { 200: z.object({ data: z.array(membershipWithOrganizationSchema) }) },
  errors: [],
  events: [],
});
