/** An operator begins to act as a user: for a reason, for half an hour at most, and reading only unless they say so. */
import * as z from 'zod/mini';
import { MINT_ERRORS } from '../../session/mint-errors.ts';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { MAX_MINUTES } from '../impersonation.ts';
import { actingTokenSchema, reasonSchema, ticketSchema } from '../impersonation-schema.ts';

export const createImpersonationContract = defineContract({
  summary: 'Act as a user: read only, unless writes are asked for',
  auth: ['operator'],
  scopes: ['impersonations:write'],
  access: ['ephemeral:write', 'hmac-key:derive', 'token-key:sign'],
  body: z.strictObject({
    user_id: id('user'),
    /** Default: the only one of the user. */
    organization_id: z.optional(id('organization')),
    reason: reasonSchema,
    /** Where the request for it is kept. */
    ticket: ticketSchema,
    minutes: z._default(z.int().check(z.gte(1), z.lte(MAX_MINUTES)), MAX_MINUTES),
    writes: z._default(z.boolean(), false),
  }),
  replies: { 201: actingTokenSchema },
  errors: [
    ...MINT_ERRORS,
    'not_found',
    'impersonation_forbidden',
    'consent_required',
    'recent_authentication_required',
    'conflict',
  ],
  events: ['impersonation.started', 'impersonation.refused', 'session.created', 'auth.signin_attempt'],
});
