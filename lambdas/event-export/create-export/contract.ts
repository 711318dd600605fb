/** Asks for a file of what `GET /v1/events` would answer, up to this moment. It is written in the background. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { FORMATS } from '../event-export.ts';
import { exportSchema, filtersSchema } from '../event-export-schema.ts';

export const createExportContract = defineContract({
  summary: 'Export events as CSV, NDJSON or FHIR R4 AuditEvents, in the background',
  auth: ['secret_key', 'operator'],
  scopes: ['audit:export'],
  access: ['lanes:read'],
  body: z.strictObject({ format: z.enum(FORMATS), filters: z.optional(filtersSchema) }),
  replies: { 202: exportSchema },
  errors: ['not_found', 'rate_limited', 'conflict', 'validation_failed'],
  events: ['audit.export_requested'],
});
