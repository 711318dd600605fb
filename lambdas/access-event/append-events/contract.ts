/** Puts events of the customer's own system into the log: who looked at whose data. All of a batch, or none. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { accessEventSchema } from '../access-event-schema.ts';

/** A transaction takes a hundred statements, and an event is two. */
const BATCH_MAX = 25;

const recorded = z.object({
  data: z.array(
    z.object({
      client_id: z.string(),
      id: id('event'),
      /** `known` where the same event was recorded before, and not again. */
      status: z.enum(['recorded', 'known']),
    }),
  ),
});

export const appendEventsContract = defineContract({
  summary: 'Record access to health data in your own system, up to 25 events that may be sent again',
  auth: ['secret_key'],
  scopes: ['audit:append'],
  body: z.strictObject({
    organization_id: z.optional(id('organization')),
    events: z.array(accessEventSchema).check(z.minLength(1), z.maxLength(BATCH_MAX)),
  }),
  replies: { 200: recorded, 201: recorded },
  errors: ['not_found', 'validation_failed', 'idempotency_conflict', 'conflict'],
  events: ['phi.accessed', 'phi.disclosed'],
});
