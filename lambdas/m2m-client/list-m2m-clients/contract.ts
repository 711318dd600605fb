/** Lists the project's machine clients, without their secrets, which nobody has. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { m2mClientSchema } from '../m2m-client-schema.ts';

export const listM2mClientsContract = defineContract({
  summary: 'List machine clients',
  auth: ['secret_key', 'operator'],
  scopes: ['clients:read'],
  replies: { 200: z.object({ data: z.array(m2mClientSchema) }) },
  errors: [],
  events: [],
});
