/** What the user calls a passkey, to tell it from their others. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { passkeyName, passkeySchema } from '../passkey-schema.ts';

export const renamePasskeyContract = defineContract({
  summary: 'Rename a passkey',
  auth: ['user'],
  params: z.object({ id: id('credential') }),
  body: z.strictObject({ name: passkeyName }),
  replies: { 200: passkeySchema },
  errors: ['not_found'],
  events: ['passkey.renamed'],
});
