/** Makes a secret key. Its secret is in this answer and nowhere else. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { SCOPES } from '../../shared/principal.ts';
import { id, text, time, timeWithOffset } from '../../shared/vocabulary.ts';

const scope = z.enum(SCOPES);

export const createApiKeyContract = defineContract({
  summary:
    'Make a secret key, with scopes that the caller holds; one made by a key expires when that one does at the latest',
  auth: ['secret_key', 'operator'],
  scopes: ['api_keys:write'],
  body: z.strictObject({
    name: text(100),
    /** None: all scopes of the caller. */
    scopes: z._default(z.array(scope).check(z.maxLength(SCOPES.length)), []),
    /** Not after that of a calling key, which is what it is when absent. */
    expires_at: z.optional(timeWithOffset),
    /** Sent by the CLI: must be the prefix of the project's own environment. */
    prefix: z.optional(z.enum(['sk_live_', 'sk_test_'])),
    kind: z.optional(z.literal('workspace')),
  }),
  replies: {
    201: z.object({
      id: id('key'),
      secret: z.string(),
      name: z.string(),
      scopes: z.array(scope),
      expires_at: z.nullable(time),
      created_at: time,
    }),
  },
  errors: ['forbidden', 'validation_failed', 'conflict', 'recent_authentication_required'],
  events: ['api_key.created'],
});
