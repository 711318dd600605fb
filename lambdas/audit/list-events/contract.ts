/** The events of a project, newest first. Reading them is an event itself. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit, timeWithOffset } from '../../shared/vocabulary.ts';
import { readCursor } from '../event-query.ts';
import { eventSchema } from '../event-view.ts';

/** Repeated members arrive joined by commas. */
const types = z.optional(z.string().check(z.maxLength(2_000), z.regex(/^[a-z_.]+(,[a-z_.]+)*$/)));
const cursor = z.string().check(
  z.maxLength(128),
  z.refine((value) => readCursor(value) !== undefined, 'not a cursor of this list'),
);

export const listEventsContract = defineContract({
  summary: 'Read the audit log, newest first; a page may be short when few events match',
  auth: ['secret_key', 'operator'],
  scopes: ['audit:read'],
  access: ['audit:read'],
  query: z.object({
    limit,
    after: z.optional(cursor),
    organization_id: z.optional(id('organization')),
    range_start: z.optional(timeWithOffset),
    range_end: z.optional(timeWithOffset),
    events: types,
    'events[]': types,
  }),
  replies: {
    200: z.object({
      data: z.array(eventSchema),
      list_metadata: z.object({ after: z.nullable(z.string()) }),
    }),
  },
  errors: ['not_found', 'validation_failed'],
  events: ['audit.events_read'],
});
