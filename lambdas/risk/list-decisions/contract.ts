/** What the risk engine decided: all of a person's, or those of the project that asked for more or refused. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit } from '../../shared/vocabulary.ts';
import { DECISIONS, decisionSchema } from '../decision-schema.ts';

export const listDecisionsContract = defineContract({
  summary:
    'List decisions of the risk engine, newest first: all of a user, or those of the whole project that did not simply allow',
  auth: ['secret_key', 'operator'],
  scopes: ['risk:read'],
  query: z
    .object({
      user_id: z.optional(id('user')),
      decision: z.optional(z.enum(DECISIONS)),
      limit,
      cursor: z.optional(id('decision')),
    })
    .check(
      z.refine(
        ({ user_id, decision }) => user_id !== undefined || decision !== 'allow',
        'decisions that allowed are listed for one user_id',
      ),
    ),
  replies: { 200: z.object({ data: z.array(decisionSchema), next_cursor: z.nullable(z.string()) }) },
  errors: ['not_found'],
  events: [],
});
