/** Lists a project's users in the order of creation, or finds the one with an e-mail. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, id, limit } from '../../shared/vocabulary.ts';
import { userSchema } from '../user-schema.ts';

export const listUsersContract = defineContract({
  summary: 'List users, or find one by e-mail',
  auth: ['secret_key', 'operator'],
  scopes: ['users:read'],
  access: ['hmac-key:derive'],
  query: z.object({ email: z.optional(email), limit, cursor: z.optional(id('user')) }),
  replies: { 200: z.object({ data: z.array(userSchema), next_cursor: z.nullable(id('user')) }) },
  errors: [],
  events: [],
});
