/** Everybody with an administrative role in the project. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { operatorSchema } from '../operator-schema.ts';

export const listOperatorsContract = defineContract({
  summary: 'List the operators',
  auth: ['secret_key', 'operator'],
  scopes: ['operators:read'],
  replies: { 200: z.object({ data: z.array(operatorSchema) }) },
  errors: [],
  events: [],
});
