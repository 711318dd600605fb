/** Makes a machine client. Its secret is in this answer and nowhere else. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { text, timeWithOffset } from '../../shared/vocabulary.ts';
import { m2mClientSchema, scopeWord } from '../m2m-client-schema.ts';

export const createM2mClientContract = defineContract({
  summary: 'Make a machine client for the client_credentials grant',
  auth: ['secret_key', 'operator'],
  scopes: ['clients:write'],
  body: z.strictObject({
    name: text(100),
    /** Words of the customer's own APIs. */
    scopes: z._default(z.array(scopeWord).check(z.maxLength(50)), []),
    expires_at: z.optional(timeWithOffset),
  }),
  replies: { 201: z.object({ ...m2mClientSchema.shape, client_secret: z.string() }) },
  errors: ['validation_failed', 'recent_authentication_required', 'conflict'],
  events: ['client.created'],
});
