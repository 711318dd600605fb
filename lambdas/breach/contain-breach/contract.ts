/**
 * Contains a breach: revokes, locks and ends what it names, and goes on with what was left half-way. What is in the
 * journal already is not done twice; an empty order goes on with what is pending.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { containmentSchema, orderSchema } from '../containment-schema.ts';

export const containBreachContract = defineContract({
  summary: 'Contain a breach; 202 while measures are still carried out',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['token-key:read', 'incident:publish'],
  params: z.object({ id: id('breach') }),
  body: orderSchema,
  replies: { 200: containmentSchema, 202: containmentSchema },
  errors: ['not_found', 'breach_closed', 'recent_authentication_required', 'conflict'],
  events: [
    'breach.containment_ordered',
    'breach.step_finished',
    'breach.step_progressed',
    'breach.contained',
    'api_key.revoked',
    'client.revoked',
    'passkey.suspended',
    'password.removed',
    'phone.removed',
    'signing_key.rotated',
    'totp.removed',
    'user.signed_out',
    'user.updated',
  ],
});
