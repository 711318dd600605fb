/**
 * Registers an address that a browser may be sent back to. One that is registered already is answered as it is; one for
 * signing in waits for a second person where the project takes two (ADR 0021).
 */
import * as z from 'zod/mini';
import { pendingSchema } from '../../approval/approval-schema.ts';
import { defineContract } from '../../shared/contract.ts';
import { USES } from '../redirect-uri.ts';
import { redirectUriSchema } from '../redirect-uri-schema.ts';

export const addRedirectUriContract = defineContract({
  summary:
    'Register a redirect URI: https, http on localhost, or an app scheme; 202 where one for signing in waits for a second person',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:write'],
  body: z.strictObject({
    uri: z.string().check(z.minLength(1), z.maxLength(2_048)),
    use: z._default(z.enum(USES), 'sign_in'),
  }),
  replies: { 201: redirectUriSchema, 200: redirectUriSchema, 202: pendingSchema },
  errors: ['validation_failed', 'recent_authentication_required', 'conflict'],
  events: ['redirect_uri.added', 'approval.requested'],
});
