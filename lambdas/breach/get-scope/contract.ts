/** How far the newest scope of a breach is, and what it came to: the logs that were walked, and what each was held to. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { scopeSchema } from '../scope-schema.ts';

export const getScopeContract = defineContract({
  summary: 'Read the scope of a breach: its progress, its counts, and the proof that it is complete',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  access: ['archive:read', 'exports:follow', 'data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  replies: { 200: scopeSchema },
  errors: ['not_found'],
  events: [],
});
