/** Changes an organization. Members that are left out stay. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, metadata, slug } from '../../shared/vocabulary.ts';
import { organizationName, organizationSchema } from '../organization-schema.ts';

export const updateOrganizationContract = defineContract({
  summary: 'Change an organization',
  auth: ['secret_key', 'operator'],
  scopes: ['organizations:write'],
  params: z.object({ id: id('organization') }),
  body: z.strictObject({
    name: z.optional(organizationName),
    slug: z.optional(slug),
    metadata: z.optional(metadata),
  }),
  replies: { 200: organizationSchema },
  errors: ['not_found', 'slug_taken', 'conflict'],
  events: ['organization.updated'],
});
