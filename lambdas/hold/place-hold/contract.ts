/** Puts a person, an organization or the whole project under a legal hold. One caller is enough: it destroys nothing. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { holdSchema, holdTarget, matter, reason } from '../hold-schema.ts';

export const placeHoldContract = defineContract({
  summary: 'Place a legal hold: nothing of it is erased or cleaned up until it is released',
  auth: ['secret_key', 'operator'],
  scopes: ['holds:write'],
  access: ['lanes:read'],
  body: z.strictObject({ target: holdTarget, matter, reason }),
  replies: { 201: holdSchema },
  errors: ['not_found', 'conflict'],
  events: ['hold.placed'],
});
