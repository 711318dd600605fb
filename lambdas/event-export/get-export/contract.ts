/** How far an export is: what is written of it, and how much of the time that it spans. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { exportSchema } from '../event-export-schema.ts';

export const getExportContract = defineContract({
  summary: 'Read how far an export is',
  auth: ['secret_key', 'operator'],
  scopes: ['audit:export'],
  access: ['exports:follow'],
  params: z.object({ id: id('export') }),
  replies: { 200: exportSchema },
  errors: ['not_found'],
  events: [],
});
