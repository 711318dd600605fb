/** The project's requests of people, or those of one person: newest first, without who asked and what they wrote. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { requestSchema } from '../request-schema.ts';

export const listRequestsContract = defineContract({
  summary: 'List requests of people about their own data, newest first',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:read'],
  query: z.strictObject({ limit, cursor: z.optional(id('dsr')), user_id: z.optional(id('user')) }),
  replies: { 200: z.object({ data: z.array(requestSchema), next_cursor: z.nullable(id('dsr')) }) },
  errors: [],
  events: [],
});
