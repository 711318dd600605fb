/** Lists the addresses that browsers may be sent back to. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { redirectUriSchema } from '../redirect-uri-schema.ts';

export const listRedirectUrisContract = defineContract({
  summary: 'List redirect URIs',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:read'],
  replies: { 200: z.object({ data: z.array(redirectUriSchema) }) },
  errors: [],
  events: [],
});
