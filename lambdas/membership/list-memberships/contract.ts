/** The members of an organization. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { membershipSchema } from '../membership-schema.ts';

export const listMembershipsContract = defineContract({
  summary: 'List the members of an organization; the Link header tells the next page',
  auth: ['secret_key', 'operator'],
  scopes: ['memberships:read'],
  params: z.object({ org: id('organization') }),
  query: z.object({ limit, cursor: z.optional(id('membership')) }),
  replies: { 200: z.array(membershipSchema) },
  errors: ['not_found'],
  events: [],
});
