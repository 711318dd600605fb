/** Who had to do with the signed-in user's account and data, in plain words, signed (features.md B8). */
import * as z from 'zod/mini';
import { readCursor } from '../../audit/event-query.ts';
import { defineContract } from '../../shared/contract.ts';
import { id, limit, time } from '../../shared/vocabulary.ts';

const cursor = z.string().check(
  z.maxLength(128),
  z.refine((value) => readCursor(value) !== undefined, 'not a cursor of this list'),
);

const entry = z.object({
  id: id('event'),
  at: time,
  who: z.string(),
  what: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  ip: z.nullable(z.string()),
  why: z.nullable(z.string()),
  event: z.string(),
});

export const getAccessLogContract = defineContract({
  summary: "Read who had to do with the signed-in user's account and data, newest first, signed",
  auth: ['user'],
  access: [
    'audit:read',
    'lanes:read',
    'search:read',
    'control:read',
    'archive:read',
    'ephemeral:spend',
    'hmac-key:derive',
    'statement-key:sign',
  ],
  query: z.object({ limit, cursor: z.optional(cursor) }),
  replies: {
    200: z.object({
      /** What is signed. A page may be short, and the list go on. */
      log: z.object({
        user_id: id('user'),
        project_id: id('project'),
        until: time,
        entries: z.array(entry),
        next_cursor: z.nullable(z.string()),
      }),
      /** Signed note over `log`: `hale verify-bundle` checks it. */
      statement: z.string(),
    }),
  },
  errors: ['not_found', 'rate_limited'],
  events: ['access_log.read', 'abuse.limit_reached'],
});
