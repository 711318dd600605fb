/** Lists a project's organizations in the order of creation. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { organizationSchema } from '../organization-schema.ts';

export const listOrganizationsContract = defineContract({
  summary: 'List organizations; the Link header tells the next page',
  auth: ['secret_key', 'operator'],
  scopes: ['organizations:read'],
  query: z.object({ limit, cursor: z.optional(id('organization')) }),
  replies: { 200: z.array(organizationSchema) },
  errors: [],
  events: [],
});
