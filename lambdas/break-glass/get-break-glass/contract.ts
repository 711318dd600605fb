/** One grant, and for who may read the log what was done under it. */
import * as z from 'zod/mini';
import { eventSchema } from '../../audit/event-view.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { breakGlassSchema } from '../break-glass-schema.ts';

export const getBreakGlassContract = defineContract({
  summary: 'Read a break-glass grant, with the events under it for those who may read the log',
  auth: ['secret_key', 'operator'],
  scopes: ['break_glass:read'],
  access: ['audit:read', 'search:read', 'control:read', 'archive:read'],
  params: z.object({ id: id('breakGlass') }),
  replies: {
    200: z.extend(breakGlassSchema, {
      /** Newest first; `null` for a caller without `audit:read`. */
      events: z.nullable(z.array(eventSchema)),
      /** Whether these are all: of more than a thousand the newest are, and the rest with `GET /v1/events`. */
      events_complete: z.nullable(z.boolean()),
    }),
  },
  errors: ['not_found'],
  events: ['audit.events_read'],
});
