/** Registers an address that a browser may be sent back to. One that is registered already is answered as it is. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { USES } from '../redirect-uri.ts';
import { redirectUriSchema } from '../redirect-uri-schema.ts';

export const addRedirectUriContract = defineContract({
  summary: 'Register a redirect URI: https, http on localhost, or an app scheme; compared letter by letter',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:write'],
  body: z.strictObject({
    uri: z.string().check(z.minLength(1), z.maxLength(2_048)),
    use: z._default(z.enum(USES), 'sign_in'),
  }),
  replies: { 201: redirectUriSchema, 200: redirectUriSchema },
  errors: ['validation_failed', 'recent_authentication_required', 'conflict'],
  events: ['redirect_uri.added'],
});
