/** Begins to finish a recovery, with what was mailed at its approval: the options for a new passkey. */
import * as z from 'zod/mini';
import { creationOptionsSchema } from '../../passkey/creation-options-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { token } from '../recovery-schema.ts';

export const beginCompletionContract = defineContract({
  summary: 'Begin to finish a recovery: options for the new passkey',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'hmac-key:derive'],
  budgets: { take: ['code_ip'] },
  params: z.object({ id: id('recovery') }),
  body: z.strictObject({ token }),
  replies: { 200: z.object({ request_id: z.string(), options: creationOptionsSchema }) },
  errors: ['token_consumed', 'not_due_yet', 'second_person_required'],
  events: ['abuse.limit_reached', 'recovery.refused'],
});
