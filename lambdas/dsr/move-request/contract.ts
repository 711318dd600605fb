/** Takes a request one step on: it is known who asks, work on it began, it takes longer, it is answered, denied or taken back. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { openedRequestSchema, stepSchema } from '../request-schema.ts';

export const moveRequestContract = defineContract({
  summary: 'Take a request of a person one step on; more time may be taken once, with a reason, before it is due',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  params: z.object({ id: id('dsr') }),
  body: stepSchema,
  replies: { 200: openedRequestSchema },
  errors: ['not_found', 'validation_failed', 'wrong_state', 'already_decided', 'past_due', 'conflict'],
  events: ['dsr.request.moved'],
});
