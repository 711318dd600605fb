/** Changes somebody's roles: with one role more it takes a second owner, with fewer it does not. */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { operatorSchema, rolesSchema } from '../operator-schema.ts';

export const updateOperatorContract = defineContract({
  summary: 'Change the roles of an operator; 202 where a second owner has to agree',
  auth: ['operator'],
  scopes: ['operators:write'],
  params: z.object({ id: id('user') }),
  body: z.strictObject({
    roles: rolesSchema,
    /** Accepts that fewer than two can break the glass. */
    confirm: z.optional(z.boolean()),
  }),
  replies: { 200: operatorSchema, 202: pendingSchema },
  errors: [
    'not_found',
    'not_enrolled',
    'roles_incompatible',
    'user_disabled',
    'too_few_operators',
    'recent_authentication_required',
    'conflict',
  ],
  events: ['operator.granted', 'operator.revoked', 'approval.requested'],
});
