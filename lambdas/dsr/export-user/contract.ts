/** Hands out everything that is kept of a person, signed (45 CFR 164.524). Also of one who was deleted. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { bundleSchema, notes, requestedBy, subjectExportSchema } from '../subject-export-schema.ts';

export const exportUserContract = defineContract({
  summary: 'Export everything that is kept of a user as a signed bundle; 202 where it is written in the background',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  access: [
    'audit:read',
    'lanes:read',
    'search:read',
    'control:read',
    'archive:read',
    'live:read',
    'ephemeral:spend',
    'hmac-key:derive',
    'statement-key:sign',
  ],
  params: z.object({ id: id('user') }),
  body: z.strictObject({
    requested_by: requestedBy,
    notes: z.optional(notes),
    /** A request that came in before, and is answered by this. */
    dsr_id: z.optional(id('dsr')),
    /** As a file, however small it is. */
    background: z.optional(z.boolean()),
  }),
  replies: { 200: bundleSchema, 202: subjectExportSchema },
  errors: [
    'not_found',
    'forbidden',
    'recent_authentication_required',
    'rate_limited',
    'wrong_state',
    'already_decided',
    'past_due',
    'conflict',
  ],
  events: ['dsr.export.created', 'abuse.limit_reached'],
});
