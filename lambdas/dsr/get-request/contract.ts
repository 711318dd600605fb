/** One request, with who asked, what they wrote, and what was said of its steps. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { openedRequestSchema } from '../request-schema.ts';

export const getRequestContract = defineContract({
  summary: 'Get a request of a person about their own data',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:read'],
  params: z.object({ id: id('dsr') }),
  replies: { 200: openedRequestSchema },
  errors: ['not_found'],
  events: [],
});
