/** One organization. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { organizationSchema } from '../organization-schema.ts';

export const getOrganizationContract = defineContract({
  summary: 'Get an organization',
  auth: ['secret_key', 'operator'],
  scopes: ['organizations:read'],
  params: z.object({ id: id('organization') }),
  replies: { 200: organizationSchema },
  errors: ['not_found'],
  events: [],
});
