/** Where those live whom a breach reached: the covered entity knows, and thresholds of 45 CFR 164.406 depend on it. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { affectedSchema } from '../breach-schema.ts';
import { STATE, STATES_MOST } from '../paper.ts';

const state = z.string().check(z.regex(STATE, 'expected the two letters of a state or jurisdiction, such as CA'));
const people = z.array(id('user')).check(z.minLength(1), z.maxLength(STATES_MOST));
const total = (states: Record<string, readonly string[]>): boolean =>
  Object.values(states).reduce((sum, list) => sum + list.length, 0) <= STATES_MOST;

export const putStatesContract = defineContract({
  summary: 'Say in which states those live whom a breach reached; what was said before of others stays',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['archive:read', 'data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  body: z.strictObject({
    states: z.record(state, people).check(z.refine(total, `at most ${STATES_MOST} people in one request`)),
  }),
  replies: {
    200: z.object({
      version: z.int(),
      affected: affectedSchema,
      /** Of those that were named now: people whom the breach does not affect. */
      not_affected: z.int(),
    }),
  },
  errors: ['not_found', 'scope_not_complete', 'breach_closed', 'conflict', 'recent_authentication_required'],
  events: ['breach.states_recorded'],
});
