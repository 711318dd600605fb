/** Allows an origin to call the API from a browser. One that is allowed already is answered as it is. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { allowedOriginSchema } from '../allowed-origin-schema.ts';

export const addAllowedOriginContract = defineContract({
  summary: 'Allow a web origin to call the API: https, or http on localhost',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:write'],
  body: z.strictObject({ origin: z.string().check(z.minLength(1), z.maxLength(300)) }),
  replies: { 201: allowedOriginSchema, 200: allowedOriginSchema },
  errors: ['validation_failed', 'recent_authentication_required', 'conflict'],
  events: ['allowed_origin.added'],
});
