/** Asks whom a breach reached: answered in the background from the archive, with the proof that nothing was left out. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { askedSchema, scopeSchema } from '../scope-schema.ts';

export const startScopeContract = defineContract({
  summary: 'Find out whom a breach reached, from every entry of the signed archive, in the background',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['lanes:read'],
  params: z.object({ id: id('breach') }),
  body: askedSchema,
  replies: { 202: scopeSchema },
  errors: ['not_found', 'breach_closed', 'conflict', 'validation_failed', 'recent_authentication_required'],
  events: ['breach.scope_started'],
});
