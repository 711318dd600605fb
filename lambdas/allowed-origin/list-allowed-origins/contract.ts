/** Lists the origins that may call the API, beside those of the project itself. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { allowedOriginSchema } from '../allowed-origin-schema.ts';

export const listAllowedOriginsContract = defineContract({
  summary: 'List allowed origins',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:read'],
  replies: { 200: z.object({ data: z.array(allowedOriginSchema) }) },
  errors: [],
  events: [],
});
