/** Gives somebody administrative roles. The first operators are made by the deployer: a key is no person (ADR 0021). */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { operatorSchema, rolesSchema } from '../operator-schema.ts';

export const createOperatorContract = defineContract({
  summary: 'Give a user administrative roles; 202 where a second owner has to agree',
  auth: ['operator'],
  scopes: ['operators:write'],
  body: z.strictObject({ user_id: id('user'), roles: rolesSchema }),
  replies: { 201: operatorSchema, 202: pendingSchema },
  errors: [
    'not_found',
    'already_enrolled',
    'not_enrolled',
    'roles_incompatible',
    'user_disabled',
    'too_few_operators',
    'recent_authentication_required',
    'conflict',
  ],
  events: ['operator.granted', 'operator.revoked', 'approval.requested'],
});
