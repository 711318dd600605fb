/** The general intake: a request of a person about their own data, under HIPAA, the GDPR or the CCPA, with its due date. */
import { defineContract } from '../../shared/contract.ts';
import { newRequestSchema, openedRequestSchema } from '../request-schema.ts';

export const createRequestContract = defineContract({
  summary: 'Record a request of a person about their own data; its due date is computed',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  body: newRequestSchema,
  replies: { 201: openedRequestSchema },
  errors: ['not_found', 'validation_failed', 'conflict'],
  events: ['dsr.request.received'],
});
