/**
 * Attaches a person's statement of disagreement (45 CFR 164.526(d)(2)): what the log says is not changed, so what they say
 * against it is kept until they are erased, and goes with every export.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';
import { notes, requestedBy } from '../subject-export-schema.ts';

/** Of several lines; no other control characters. */
const statement = z
  .string()
  .check(z.trim(), z.minLength(1), z.maxLength(5_000), z.regex(/^[^\p{Cc}]*(?:[\t\r\n][^\p{Cc}]*)*$/u));
const about = z.union([id('event'), id('dsr')]);

export const recordDisagreementContract = defineContract({
  summary: "Attach a user's statement of disagreement; later exports include it",
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  access: ['audit:read', 'search:read', 'control:read', 'archive:read'],
  params: z.object({ id: id('user') }),
  body: z.strictObject({
    statement,
    about: z.optional(about),
    requested_by: z.optional(requestedBy),
    notes: z.optional(notes),
    dsr_id: z.optional(id('dsr')),
  }),
  replies: { 201: z.object({ dsr_id: id('dsr'), about: z.nullable(about), created_at: time }) },
  errors: [
    'not_found',
    'forbidden',
    'recent_authentication_required',
    'wrong_state',
    'already_decided',
    'past_due',
    'conflict',
  ],
  events: ['dsr.disagreement.recorded'],
});
