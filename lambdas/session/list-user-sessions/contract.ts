/** The sessions of a user, newest first: those of the last hundred that have not ended. Where they were made is not told. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { sessionSchema } from '../session-schema.ts';

export const listUserSessionsContract = defineContract({
  summary: 'List the sessions of a user',
  auth: ['secret_key', 'operator'],
  scopes: ['sessions:read'],
  params: z.object({ id: id('user') }),
  replies: { 200: z.object({ data: z.array(sessionSchema) }) },
  errors: ['not_found'],
  events: [],
});
