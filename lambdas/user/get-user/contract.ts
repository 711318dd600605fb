/** One user. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { userSchema } from '../user-schema.ts';

export const getUserContract = defineContract({
  summary: 'Get a user',
  auth: ['secret_key', 'operator'],
  scopes: ['users:read'],
  params: z.object({ id: id('user') }),
  replies: { 200: userSchema },
  errors: ['not_found'],
  events: [],
});
