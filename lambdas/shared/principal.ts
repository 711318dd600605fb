/** Who makes a request. Every handler gets one; the tenant boundary is the principal's project and nothing else. */
import type { LoadedSession } from '../session/session.ts';
import type { Scope } from './scopes.ts';

export { SCOPES, type Scope } from './scopes.ts';

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
  /** Under which an operator acts as this user. */
  readonly grant?: Grant | undefined;
}

/** By what an operator may do what they otherwise may not. Every event under it names it (features.md O19, B23). */
export interface Grant {
  readonly type: 'impersonation' | 'break_glass';
  readonly id: string;
  /** The operator's user id. */
  readonly by: string;
  /** Whether it allows changes. */
  readonly writes: boolean;
  /** Outside of which a break-glass grant permits nothing (`break-glass/confine.ts`). */
  readonly organizationId?: string | undefined;
}

/** A person with an administrative role in the project (features.md O4). */
export interface OperatorPrincipal {
  readonly kind: 'operator';
  readonly projectId: string;
  readonly userId: string;
  /** Absent under a break-glass grant, which has no session. */
  readonly sessionId?: string | undefined;
  readonly roles: readonly string[];
  /** What the roles permit, or the grant. */
  readonly scopes: readonly Scope[];
  /** When they last proved who they are, milliseconds. */
  readonly authTimeMs: number;
  readonly grant?: Grant | undefined;
  /** Of the person's part of the log. */
  readonly wrappedKey: Uint8Array | undefined;
}

/** A machine with a client id and secret of its own (RFC 6749 §4.4), at the token endpoint and nowhere else. */
export interface ClientPrincipal {
  readonly kind: 'client';
  readonly projectId: string;
  readonly clientId: string;
  /** What its tokens may say: words of the customer's own APIs. */
  readonly allowed: readonly string[];
}

/** Someone who holds the AWS account: a function that no route leads to was invoked by their IAM identity. */
export interface DeployerPrincipal {
  readonly kind: 'deployer';
  readonly projectId: string;
  /** The ARN of the IAM identity, as its tool knows it. */
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
  operator: OperatorPrincipal;
  client: ClientPrincipal;
}
export type Auth = keyof Principals;
export type Principal = Principals[Auth] | DeployerPrincipal | SystemPrincipal;

/** Who asked for something, as a row keeps it: a person with a role, or the key of a customer's server. */
export const byOf = (principal: SecretKeyPrincipal | OperatorPrincipal) =>
  principal.kind === 'operator'
    ? ({ type: 'operator', id: principal.userId } as const)
    : ({ type: 'api_key', id: principal.keyId } as const);
