/** The keys under which statements are checked: no secret, and the same for everybody. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const listStatementKeysContract = defineContract({
  summary: 'List the keys by which statements and bundles are checked, as C2SP verifier keys',
  auth: ['public'],
  access: ['statement-key:read'],
  replies: { 200: z.object({ keys: z.array(z.string()) }) },
  errors: [],
  events: [],
});
