/**
 * One more person agrees. A secret key is no person, so it approves nothing. The last one needed starts the delay, and
 * what finishes the recovery is mailed.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { note, recoverySchema } from '../recovery-schema.ts';

export const approveRecoveryContract = defineContract({
  summary: 'Agree to a recovery; two people where a policy asks for a passkey or a second factor',
  auth: ['operator'],
  scopes: ['recovery:write'],
  access: ['ephemeral:write', 'hmac-key:derive'],
  params: z.object({ id: id('recovery') }),
  body: z.strictObject({
    /** How the operator made sure who it is. Sealed into the log. */
    note: z.optional(note),
  }),
  replies: { 200: recoverySchema },
  errors: ['not_found', 'conflict', 'already_decided', 'second_person_required', 'recent_authentication_required'],
  events: ['recovery.approved', 'recovery.refused'],
});
