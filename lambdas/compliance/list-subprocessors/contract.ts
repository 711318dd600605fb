/** Who handles protected health information for us now, who will, and who did: from the agreements with them (B27). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit, time } from '../../shared/vocabulary.ts';
import { AGREEMENT_STATUSES } from '../agreement.ts';
import { day } from '../agreement-schema.ts';

export const listSubprocessorsContract = defineContract({
  summary: 'List sub-processors: who handles protected health information now, who will, and who did',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  query: z.object({ limit, cursor: z.optional(id('agreement')) }),
  replies: {
    200: z.object({
      as_of: time,
      data: z.array(
        z.object({
          agreement_id: id('agreement'),
          name: z.string(),
          services: z.array(z.string()),
          state: z.enum(['announced', 'engaged', 'former']),
          engaged_on: z.nullable(day),
          ends_on: z.nullable(day),
          agreement_status: z.enum(AGREEMENT_STATUSES),
          /** When everybody to whom it was promised was told of the last change. */
          announced: z.boolean(),
          without_notice: z.nullable(z.string()),
        }),
      ),
      next_cursor: z.nullable(id('agreement')),
    }),
  },
  errors: [],
  events: [],
});
