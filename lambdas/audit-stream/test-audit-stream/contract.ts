/** Sends one event that says it is a test, and tells what became of it: never what the destination answered. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { DELIVERY_FAILURES } from '../stream-state.ts';

export const testAuditStreamContract = defineContract({
  summary: 'Send a test event to a stream',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:write'],
  access: ['customer-role:assume'],
  params: z.object({ id: id('stream') }),
  replies: {
    200: z.object({
      delivered: z.boolean(),
      failure: z.nullable(z.enum(DELIVERY_FAILURES)),
      /** HTTP status of the destination, where it answered. */
      status: z.nullable(z.int()),
    }),
  },
  errors: ['recent_authentication_required', 'not_found'],
  events: ['audit_stream.tested'],
});
