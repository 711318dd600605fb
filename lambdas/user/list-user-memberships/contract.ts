/** The organizations that a user belongs to. */
import * as z from 'zod/mini';
import { membershipSchema } from '../../membership/membership-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';

export const listUserMembershipsContract = defineContract({
  summary: "List a user's memberships; the Link header tells the next page",
  auth: ['secret_key', 'operator'],
  scopes: ['memberships:read'],
  params: z.object({ id: id('user') }),
  query: z.object({ limit, cursor: z.optional(id('organization')) }),
  replies: { 200: z.array(membershipSchema) },
  errors: ['not_found'],
  events: [],
});
