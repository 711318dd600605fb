/** One breach: its clocks, and how far its containment is, measure by measure. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { breachSchema } from '../breach-schema.ts';
import { containmentSchema } from '../containment-schema.ts';

export const getBreachContract = defineContract({
  summary: 'Get a breach with its clocks and its containment',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  params: z.object({ id: id('breach') }),
  replies: { 200: z.extend(breachSchema, { containment: containmentSchema }) },
  errors: ['not_found'],
  events: [],
});
