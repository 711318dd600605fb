/**
 * The next access token of an impersonation: they last for minutes, so that one that was ended is over everywhere soon.
 * Whoever asks is there, which puts the idle limit off and the end of the impersonation not.
 */
import * as z from 'zod/mini';
import { SESSION_ERRORS } from '../../session/session.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { actingTokenSchema } from '../impersonation-schema.ts';

export const renewTokenContract = defineContract({
  summary: 'Get the next access token of an impersonation',
  auth: ['operator'],
  scopes: ['impersonations:write'],
  access: ['token-key:sign'],
  params: z.object({ id: id('impersonation') }),
  body: z.strictObject({}),
  replies: { 200: actingTokenSchema },
  errors: ['not_found', 'conflict', ...SESSION_ERRORS],
  events: ['impersonation.renewed'],
});
