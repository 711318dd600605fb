/** Claims of the tokens that only this face of Hale gives out: the ID token and the machine token. Pure. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Session } from '../session/session.ts';
import { AUDIENCE } from '../token/access-token.ts';
import type { User } from '../user/user.ts';

const seconds = (ms: number): number => Math.floor(ms / 1000);
/** A machine asks for a new one when it needs one; a revoked client's last token lives this long. */
export const MACHINE_TOKEN_MS = 5 * 60_000;

/** Left half of the SHA-512 of the access token (OpenID Connect Core §3.1.3.6; Ed25519 signs over SHA-512). */
const atHash = (accessToken: string): string =>
  createHash('sha512').update(accessToken).digest().subarray(0, 32).toString('base64url');

interface IdTokenParts {
  readonly issuer: string;
  readonly clientId: string;
  readonly session: Pick<Session, 'id' | 'userId' | 'amr' | 'acr' | 'authTimeMs' | 'organizationId'>;
  readonly user: Pick<User, 'email' | 'emailVerified' | 'name'>;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly accessToken: string;
  /** Milliseconds: that of the access token. */
  readonly expiresAt: number;
}

function profileClaims(
  { email, emailVerified, name }: IdTokenParts['user'],
  scopes: readonly string[],
): Record<string, unknown> {
  return {
    ...(scopes.includes('email') && { email, email_verified: emailVerified }),
    ...(scopes.includes('profile') && name !== undefined && { name }),
  };
}

export const idTokenClaims = (parts: IdTokenParts, now: Date): Record<string, unknown> => ({
  iss: parts.issuer,
  sub: parts.session.userId,
  aud: parts.clientId,
  exp: seconds(parts.expiresAt),
  iat: seconds(now.getTime()),
  auth_time: seconds(parts.session.authTimeMs),
  nonce: parts.nonce,
  acr: parts.session.acr,
  amr: parts.session.amr,
  sid: parts.session.id,
  at_hash: atHash(parts.accessToken),
  act_org: parts.session.organizationId ?? null,
  ...profileClaims(parts.user, parts.scopes),
});

const hint = z.object({
  sub: z.string(),
  aud: z.string(),
  sid: z.string(),
  iat: z.int(),
  act_org: z.nullable(z.string()),
});

/** What an ID token says, unverified: enough to know whose keys to verify it with. */
export function readIdToken(token: string): z.output<typeof hint> | undefined {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as unknown;
    return hint.safeParse(payload).data;
  } catch {
    return undefined;
  }
}

/** A token for the customer's own APIs: Hale's own routes take none (ADR 0023). */
export const machineClaims = (
  issuer: string,
  client: { readonly id: string; readonly projectId: string },
  scopes: readonly string[],
  jti: string,
  now: Date,
): Record<string, unknown> => ({
  iss: issuer,
  aud: AUDIENCE,
  sub: client.id,
  client_id: client.id,
  project_id: client.projectId,
  token_type: 'm2m',
  scopes,
  scope: scopes.join(' '),
  jti,
  iat: seconds(now.getTime()),
  nbf: seconds(now.getTime()),
  exp: seconds(now.getTime() + MACHINE_TOKEN_MS),
});
