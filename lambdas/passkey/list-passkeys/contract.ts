/** The passkeys of the signed-in user, oldest first. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { passkeySchema } from '../passkey-schema.ts';

export const listPasskeysContract = defineContract({
  summary: 'List the passkeys of the signed-in user',
  auth: ['user'],
  impersonation: 'read',
  replies: { 200: z.object({ data: z.array(passkeySchema) }) },
  errors: [],
  events: [],
});
