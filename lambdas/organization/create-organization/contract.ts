/** Makes an organization. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { metadata, slug } from '../../shared/vocabulary.ts';
import { organizationName, organizationSchema } from '../organization-schema.ts';

export const createOrganizationContract = defineContract({
  summary: 'Make an organization; without a slug, one is made from the name',
  auth: ['secret_key', 'operator'],
  scopes: ['organizations:write'],
  body: z.strictObject({ name: organizationName, slug: z.optional(slug), metadata: z.optional(metadata) }),
  replies: { 201: organizationSchema },
  errors: ['slug_taken', 'validation_failed', 'conflict'],
  events: ['organization.created'],
});
