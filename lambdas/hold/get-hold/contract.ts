/** One hold, with how far its locks are. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { holdSchema } from '../hold-schema.ts';

export const getHoldContract = defineContract({
  summary: 'Get a legal hold',
  auth: ['secret_key', 'operator'],
  scopes: ['holds:read'],
  params: z.object({ id: id('hold') }),
  replies: { 200: holdSchema },
  errors: ['not_found'],
  events: [],
});
