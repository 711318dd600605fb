/** Whether the API answers. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const getHealthContract = defineContract({
  summary: 'Tell that the API answers',
  auth: ['public'],
  replies: { 200: z.object({ status: z.literal('ok') }) },
  errors: [],
  events: [],
});
