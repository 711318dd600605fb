/** Those whom a breach reached, and who they are. Reading them is an event. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit, time } from '../../shared/vocabulary.ts';
import { STANDINGS } from '../scope.ts';

const count = z.int();

export const listIndividualsContract = defineContract({
  summary: 'List whom a breach reached: the affected, the uncertain, or those somebody tried to reach in vain',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  access: ['archive:read', 'audit:read', 'lanes:read', 'search:read', 'control:read'],
  params: z.object({ id: id('breach') }),
  query: z.object({ limit, cursor: z.optional(id('user')), standing: z.optional(z.enum(STANDINGS)) }),
  replies: {
    200: z.object({
      data: z.array(
        z.object({
          user_id: id('user'),
          standing: z.enum(STANDINGS),
          /** `null` where nothing of them is left: they were erased. */
          email: z.nullable(z.string()),
          name: z.nullable(z.string()),
          phone: z.nullable(z.string()),
          /** `unknown`: it was deleted, and what it was could not be found in time; ask again. */
          account: z.enum(['current', 'deleted', 'erased', 'unknown']),
          events: count,
          attempts: count,
          undecided: count,
          first_at: time,
          last_at: time,
          /** Kinds of their data that the events hold. */
          data: z.array(z.string()),
          types: z.array(z.string()),
          /** Where they live, as the covered entity said. */
          state: z.nullable(z.string()),
          /** Whether something that is sealed for them cannot be opened any more. */
          withheld: z.boolean(),
          late: z.boolean(),
        }),
      ),
      next_cursor: z.nullable(id('user')),
    }),
  },
  errors: ['not_found', 'scope_not_complete', 'recent_authentication_required'],
  events: ['breach.individuals_read'],
});
