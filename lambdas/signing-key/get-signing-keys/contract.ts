/** Which key signs tokens, which comes next, and which was there before. */
import { defineContract } from '../../shared/contract.ts';
import { signingKeysSchema } from '../signing-key-schema.ts';

export const getSigningKeysContract = defineContract({
  summary: 'Get the state of the keys that sign tokens',
  auth: ['secret_key', 'operator'],
  scopes: ['signing_keys:write'],
  access: ['token-key:read'],
  replies: { 200: signingKeysSchema },
  errors: [],
  events: [],
});
