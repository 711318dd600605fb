/**
 * What a browser asks before a request from another origin (WHATWG Fetch §4.8). No project is named yet, so any origin is
 * told what may be sent; whether its page may read the answer is told with the answer.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const answerPreflightContract = defineContract({
  summary: 'Answer a preflight request',
  auth: ['public'],
  params: z.object({ proxy: z.string() }),
  replies: { 204: null },
  errors: [],
  events: [],
});
