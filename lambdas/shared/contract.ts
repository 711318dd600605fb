/** Everything about one endpoint except its URL, which only `lambdas/routes.ts` knows. */
import type * as z from 'zod/mini';
import type { Guarded } from '../abuse/budgets.ts';
import type { EventType } from '../audit/catalogue.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Access } from './access.ts';
import type { Change } from './change.ts';
import type { Committed } from './commit.ts';
import type { ErrorCode, Refused } from './errors.ts';
import type { Auth, Principals, Scope } from './principal.ts';
import type { Result } from './result.ts';

type Schema = z.ZodMiniType;
/** Status → body; `null` for an answer without one. */
export type Replies = Readonly<Record<number, Schema | null>>;

export interface Contract<
  U extends Auth = Auth,
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Replies = Replies,
  E extends ErrorCode = ErrorCode,
  V extends EventType = EventType,
> {
  readonly summary: string;
  /** Which principals may call; any other gets 401. */
  readonly auth: readonly U[];
  /** Where an anonymous request names its project when no header does: a refresh token carries it. */
  readonly projectOf?: (body: unknown, query: unknown) => string | undefined;
  /** Whether the cookie of the hosted page stands for its user, where a page of ours sends no token. */
  readonly acceptsCookie?: true;
  /** What a secret key needs. */
  readonly scopes?: readonly Scope[];
  /** Beyond what authentication and events already imply. */
  readonly access?: readonly Access[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What each request takes from budgets of its network, with the grants that this needs. */
  readonly budgets?: Guarded;
  /** How the body is written; JSON unless said otherwise. A form is `application/x-www-form-urlencoded` (RFC 6749 §4). */
  readonly bodyForm?: 'json' | 'form';
  /** In whose words failures are told: RFC 6749 §5.2 for `oauth`. */
  readonly dialect?: 'oauth';
  /** What an operator who acts as the user may use it for; nothing unless said (features.md B23). */
  readonly impersonation?: 'read' | 'write';
  readonly replies: R;
  /** Media types of files that it answers instead where it is asked to, by status. */
  readonly files?: Readonly<Record<number, string>>;
  /** Beyond what authentication, validation and limits already imply. */
  readonly errors: readonly E[];
  /** What it may write to the audit log. A route that changes anything names at least one. */
  readonly events: readonly V[];
}

export function defineContract<
  const U extends Auth,
  const E extends ErrorCode,
  const V extends EventType,
  R extends Replies,
  P extends Schema = z.ZodMiniObject<Record<never, never>>,
  Q extends Schema = z.ZodMiniObject<Record<never, never>>,
  B extends Schema = z.ZodMiniObject<Record<never, never>>,
>(contract: Contract<U, P, Q, B, R, E, V>): Contract<U, P, Q, B, R, E, V> {
  return contract;
}

const isPersonal = ({ auth }: Pick<Contract, 'auth'>): boolean => auth.includes('user') || auth.includes('operator');
/** Whether it belongs to a project: then somebody may be refused, and that is written or counted. */
const isClosed = ({ auth }: Pick<Contract, 'auth'>): boolean => !auth.includes('public');

/** Whoever comes with a session may come with one that is over, or that is not theirs: then that is written, whatever the route is for. */
export function eventsOf({ auth, events }: Contract): EventType[] {
  const implied: EventType[] = isClosed({ auth }) ? ['abuse.limit_reached', 'request.refused'] : [];
  if (isPersonal({ auth })) implied.push('session.check_refused', 'session.expired', 'impersonation.refused');
  return [...new Set([...events, ...implied])];
}

/** What every request needs of AWS, whatever its contract says: its principal, and its audit event. */
export function accessOf(contract: Contract): Access[] {
  const { access = [], budgets, events } = contract;
  const implied: Access[] = isClosed(contract) ? ['identity:read'] : [];
  if (isPersonal(contract)) implied.push('token-key:read');
  if (budgets) implied.push('hmac-key:derive');
  if (isClosed(contract)) implied.push('ephemeral:spend', 'audit:append', 'lanes:register', 'data-key:unwrap');
  if (events.length > 0 || isPersonal(contract)) implied.push('identity:write');
  return [...new Set([...implied, ...access])].sort();
}

type BodyOf<S> = S extends Schema ? { readonly body: z.input<S> } : { readonly body?: undefined };
export type Reply<R extends Replies> = {
  [S in keyof R & number]: BodyOf<R[S]> & {
    readonly status: S;
    /** The body is bytes in base64, and goes out as those: one of `files`. */
    readonly base64?: true;
    readonly headers?: Readonly<Record<string, string>>;
    /** Values of Set-Cookie. */
    readonly cookies?: readonly string[];
  };
}[keyof R & number];

export interface RequestFacts {
  readonly id: string;
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

export interface Call<U extends Auth, P, Q, B, V extends EventType> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly principal: Principals[U];
  readonly project: U extends 'public' ? undefined : Project;
  readonly request: RequestFacts;
  readonly now: Date;
  /** The only way to change anything: the changes and their event, or neither. */
  commit<const E extends ErrorCode>(
    changes: readonly Change<E>[],
    events: EventDraft<V> | readonly [EventDraft<V>, ...EventDraft<V>[]],
  ): Promise<Result<Committed, E>>;
  /** Says early which log the event will go to, so that its head is read beside the handler's own reads. */
  prepare(scope: string): void;
}

export type Endpoint<C> =
  C extends Contract<infer U, infer P, infer Q, infer B, infer R, infer E, infer V>
    ? (call: Call<U, z.output<P>, z.output<Q>, z.output<B>, V>) => Promise<Result<Reply<R>, E | Refused<E>>>
    : never;
