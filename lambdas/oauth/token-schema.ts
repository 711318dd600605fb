/** What the token endpoint takes and gives (RFC 6749 §4, §5.1; OpenID Connect Core §3.1.3). */
import * as z from 'zod/mini';

const member = z.optional(z.string().check(z.maxLength(4_096)));

export const tokenRequest = z.object({
  grant_type: member,
  code: member,
  redirect_uri: member,
  code_verifier: member,
  client_id: member,
  client_secret: member,
  refresh_token: member,
  scope: member,
});

export const tokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int(),
  refresh_token: z.optional(z.string()),
  id_token: z.optional(z.string()),
  scope: z.optional(z.string()),
});
