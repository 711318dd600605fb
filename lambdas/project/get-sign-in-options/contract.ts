/** What the hosted sign-in page shows before anybody is known: the project's name and the ways to sign in. */
import * as z from 'zod/mini';
import { METHODS } from '../../organization/policy.ts';
import { defineContract } from '../../shared/contract.ts';

export const getSignInOptionsContract = defineContract({
  summary: 'Tell how people may begin to sign in to a project',
  auth: ['anonymous'],
  replies: { 200: z.object({ name: z.string(), methods: z.array(z.enum(METHODS)) }) },
  errors: [],
  events: [],
});
