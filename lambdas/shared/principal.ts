/** Who makes a request. Every handler gets one; the tenant boundary is the principal's project and nothing else. */
import type { LoadedSession } from '../session/session.ts';

export const SCOPES = [
  'api_keys:write',
  'audit:read',
  'memberships:read',
  'memberships:write',
  'organizations:read',
  'organizations:write',
  'policies:read',
  'policies:write',
  'projects:read',
  'sessions:read',
  'sessions:write',
  'users:read',
  'users:write',
] as const;
export type Scope = (typeof SCOPES)[number];

export interface AnonymousPrincipal {
  readonly kind: 'anonymous';
  readonly projectId: string;
}

export interface SecretKeyPrincipal {
  readonly kind: 'secret_key';
  readonly projectId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339; absent for a key without an end. */
  readonly expiresAt?: string | undefined;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly projectId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly organizationId: string | undefined;
  /** What was read to check the session: a handler need not read it again. */
  readonly loaded: LoadedSession;
}

export interface OperatorPrincipal {
  readonly kind: 'operator';
  readonly projectId: string;
  /** The ARN of the IAM identity that invoked the function. */
  readonly arn: string;
}

/** A function acting by itself: the archiver, the sweeper. */
export interface SystemPrincipal {
  readonly kind: 'system';
  readonly projectId: string;
  readonly name: string;
}

/** Anyone at all, on a route that belongs to no project: health, keys, the API's own description. */
export interface PublicPrincipal {
  readonly kind: 'public';
}

export interface Principals {
  public: PublicPrincipal;
  anonymous: AnonymousPrincipal;
  secret_key: SecretKeyPrincipal;
  user: UserPrincipal;
}
export type Auth = keyof Principals;
export type Principal = Principals[Auth] | OperatorPrincipal | SystemPrincipal;
