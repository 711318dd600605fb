/** The description of this API. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const getOpenapiContract = defineContract({
  summary: 'Get the OpenAPI 3.1 description of this API',
  auth: ['public'],
  replies: { 200: z.looseObject({ openapi: z.string() }) },
  errors: [],
  events: [],
});
