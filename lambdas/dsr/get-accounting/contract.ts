/** An accounting of disclosures (45 CFR 164.528): signed, as JSON or on paper. That it was handed out is an event. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, timeWithOffset } from '../../shared/vocabulary.ts';
import { bundleSchema } from '../accounting-schema.ts';
import { requestedBy } from '../request-schema.ts';

export const getAccountingContract = defineContract({
  summary:
    'Account for the disclosures of a user’s data over the trailing six years, signed; with `Accept: application/pdf` or `format=pdf` as a PDF',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:read'],
  access: [
    'audit:read',
    'lanes:read',
    'search:read',
    'control:read',
    'archive:read',
    'hmac-key:derive',
    'statement-key:sign',
    'disclosures:know',
  ],
  params: z.object({ id: id('user') }),
  query: z.strictObject({
    format: z.optional(z.enum(['json', 'pdf'])),
    /** A shorter period, where the individual asks for it (§164.528(a)(3)). */
    range_start: z.optional(timeWithOffset),
    range_end: z.optional(timeWithOffset),
    /** Who asked, as the record of the request has it. */
    requested_by: z.optional(requestedBy),
    /** A request that came in before and is fulfilled by this. */
    dsr_id: z.optional(id('dsr')),
  }),
  replies: { 200: bundleSchema },
  files: { 200: 'application/pdf' },
  errors: [
    'not_found',
    'forbidden',
    'validation_failed',
    'recent_authentication_required',
    'rate_limited',
    'accounting_too_long',
    'wrong_state',
    'already_decided',
    'past_due',
    'conflict',
  ],
  events: ['dsr.accounting.created', 'abuse.limit_reached'],
});
