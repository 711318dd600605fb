/** The project that a secret key belongs to. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';

export const getProjectContract = defineContract({
  summary: 'Get the project of the secret key',
  auth: ['secret_key'],
  scopes: ['projects:read'],
  replies: {
    200: z.object({
      id: id('project'),
      tenant_id: id('tenant'),
      name: z.string(),
      environment: z.enum(['live', 'test']),
      created_at: time,
      api_key_id: id('key'),
      tenant: z.object({ name: z.string() }),
    }),
  },
  errors: [],
  events: [],
});
