/** The access token (api.md, Tokens): its claims, and its compact form (RFC 7515) before and after signing. */
import type { Impersonated } from '../impersonation/impersonation.ts';
import type { Session } from '../session/session.ts';

export const AUDIENCE = 'authio';
/** Longer tokens are nobody's (security.md, row 18). */
const MAX_TOKEN_LENGTH = 8_192;

export interface AccessClaims {
  readonly iss: string;
  readonly aud: typeof AUDIENCE;
  /** The user. */
  readonly sub: string;
  /** The session. */
  readonly sid: string;
  readonly act_org: string | null;
  readonly act_role: string | null;
  readonly project_id: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly amr: readonly string[];
  readonly acr: string;
  /** Seconds since 1970, as the other three times. */
  readonly auth_time: number;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** Of a session by which an operator acts as the user. */
  readonly is_impersonation?: true;
  readonly impersonator_user_id?: string;
  readonly impersonator_email?: string;
  readonly imp_grant_id?: string;
  /** RFC 8693 §4.1: who really acts. */
  readonly act?: { readonly sub: string };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

const actingClaims = ({ id, by, email }: Impersonated) =>
  ({
    is_impersonation: true,
    impersonator_user_id: by,
    impersonator_email: email,
    imp_grant_id: id,
    act: { sub: by },
  }) as const;

/** @param expiresAt milliseconds; the token ends at the whole second before it. */
export function accessClaims(session: Session, issuer: string, now: Date, expiresAt: number): AccessClaims {
  return {
    iss: issuer,
    aud: AUDIENCE,
    sub: session.userId,
    sid: session.id,
    act_org: session.organizationId ?? null,
    act_role: session.role ?? null,
    project_id: session.projectId,
    roles: session.role ? [session.role] : [],
    permissions: [],
    amr: session.amr,
    acr: session.acr,
    auth_time: seconds(session.authTimeMs),
    iat: seconds(now.getTime()),
    nbf: seconds(now.getTime()),
    exp: seconds(expiresAt),
    ...(session.impersonation && actingClaims(session.impersonation)),
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What is signed. @param claims of an access token, an ID token or a machine token. */
export const signingInput = (claims: object, kid: string): string =>
  `${encode({ alg: 'EdDSA', typ: 'JWT', kid })}.${encode(claims)}`;

/** Three parts of canonical base64url: a token has one spelling, so nothing is accepted that was not issued. */
export function isCanonical(token: string): boolean {
  if (token.length > MAX_TOKEN_LENGTH) return false;
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}
