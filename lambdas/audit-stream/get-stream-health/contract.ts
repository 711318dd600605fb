/** Tells whether a stream is where the log is, and if not, why. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';
import { DELIVERY_FAILURES, HEALTH } from '../stream-state.ts';

const count = z.int().check(z.gte(0));

export const getStreamHealthContract = defineContract({
  summary: 'Tell how a stream of the audit log is',
  auth: ['secret_key', 'operator'],
  scopes: ['streams:read'],
  access: ['control:read'],
  params: z.object({ id: id('stream') }),
  replies: {
    200: z.object({
      status: z.enum(HEALTH),
      /** In a row. */
      failures: count,
      failing_since: z.nullable(time),
      next_attempt_at: z.nullable(time),
      last_failure: z.nullable(z.object({ code: z.enum(DELIVERY_FAILURES), status: z.nullable(z.int()), at: time })),
      last_delivered_at: z.nullable(time),
      entries_delivered: count,
      /** Of the logs that it has begun with. */
      entries_behind: count,
      logs: count,
      logs_behind: count,
    }),
  },
  errors: ['not_found'],
  events: [],
});
