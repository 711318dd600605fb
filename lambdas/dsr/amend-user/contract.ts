/** Puts right what is kept of a person, as they asked (45 CFR 164.526). What the log says stays: it says what was so. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, text } from '../../shared/vocabulary.ts';
import { userSchema } from '../../user/user-schema.ts';
import { AMENDABLE } from '../amendment.ts';
import { requestedBy } from '../subject-export-schema.ts';

export const amendUserContract = defineContract({
  summary: 'Amend the e-mail, name or phone of a user; another e-mail is unverified until they show that it is theirs',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  access: ['ephemeral:write', 'hmac-key:derive'],
  params: z.object({ id: id('user') }),
  body: z.strictObject({
    field: z.enum(AMENDABLE),
    new_value: text(254),
    reason: text(500),
    requested_by: z.optional(requestedBy),
    dsr_id: z.optional(id('dsr')),
  }),
  replies: { 200: z.object({ dsr_id: id('dsr'), field: z.enum(AMENDABLE), user: userSchema }) },
  errors: [
    'not_found',
    'forbidden',
    'recent_authentication_required',
    'validation_failed',
    'still_operator',
    'email_taken',
    'last_factor',
    'wrong_state',
    'already_decided',
    'past_due',
    'conflict',
  ],
  events: ['dsr.amended', 'phone.removed'],
});
