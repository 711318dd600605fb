/** The events of a project, newest first. Reading them is an event itself. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { limit } from '../../shared/vocabulary.ts';
import { readCursor } from '../event-query.ts';
import { eventSchema } from '../event-view.ts';
import { filterMembers, typesInQuery } from '../filter-schema.ts';

const cursor = z.string().check(
  z.maxLength(128),
  z.refine((value) => readCursor(value) !== undefined, 'not a cursor of this list'),
);

export const listEventsContract = defineContract({
  summary: 'Read the audit log, newest first; a page may be short, and the list go on',
  auth: ['secret_key', 'operator'],
  scopes: ['audit:read'],
  access: ['audit:read', 'lanes:read', 'search:read', 'control:read', 'archive:read'],
  query: z.object({
    limit,
    after: z.optional(cursor),
    ...filterMembers,
    ...typesInQuery,
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
