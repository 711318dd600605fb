/** From what a handler says happened to the row that is stored: leaf, public block and sealed blocks. Pure but for salts. */
import type { CipherKey } from 'node:crypto';
import type { Grant, Principal } from '../shared/principal.ts';
import { commitment, type JsonObject, publicBlock, sealBlock } from './block.ts';
import type { Detail, EventType, OutcomeOf } from './catalogue.ts';
import { canonical, type Leaf } from './leaf.ts';

/** A person whom the event concerns, and what it says of them. Sealed under their own key. */
export interface Subject {
  readonly id: string;
  /** The wrapped data key from the person's collection (`subject-key.ts`). */
  readonly wrappedKey: Uint8Array;
  /** Whether this person acts: then the network address and user agent go into their block. */
  readonly acting?: boolean;
  readonly content?: JsonObject;
}

interface Draft<T extends EventType> {
  readonly type: T;
  /** Of `newEventId`, where a row of the same commit names the event. */
  readonly id?: string | undefined;
  /** Why it failed or was denied: an error code, never free text. */
  readonly reason?: string;
  readonly target: { readonly type: string; readonly id: string };
  /** The user who proved themselves in this very request, or the key that began what it ends; else the principal acts. */
  readonly actor?: { readonly type: 'user' | 'api_key' | 'operator'; readonly id: string };
  /** The grant that this very request opens; else the principal's, if it acts under one. */
  readonly grant?: Pick<Grant, 'type' | 'id'>;
  /** The user as whom somebody acts under that grant; else the principal's. */
  readonly onBehalfOf?: string;
  /** The organization whose log takes the event; the project's log takes it otherwise. */
  readonly organizationId?: string | undefined;
  readonly subjects?: readonly Subject[];
}

type Detailed<T extends EventType> =
  Record<never, never> extends Detail<T> ? { readonly detail?: Detail<T> } : { readonly detail: Detail<T> };
/** `success` unless said otherwise, where it may be one. */
type Ended<T extends EventType> =
  'success' extends OutcomeOf<T> ? { readonly outcome?: OutcomeOf<T> } : { readonly outcome: OutcomeOf<T> };
/** What a handler says happened. One of several types is one of their drafts: no detail goes with another's type. */
export type EventDraft<T extends EventType = EventType> = T extends EventType
  ? Draft<T> & Ended<T> & Detailed<T>
  : never;

/** What the platform knows about the request. */
export interface EventContext {
  readonly principal: Principal;
  readonly requestId: string;
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  readonly now: Date;
}

/** A block to be sealed: whose, under which unwrapped key, with what content. */
export interface OpenSubject {
  readonly id: string;
  readonly key: CipherKey;
  readonly content: JsonObject;
}

export interface EventRow {
  readonly leaf: string;
  readonly public: string;
  readonly blocks: Record<string, Uint8Array>;
}

/** A user agent is kept up to this length: enough to name browser and system, and the row stays under 1 KB. */
const USER_AGENT_MAX = 120;

function actorOf(principal: Principal): { type: string; id: string } {
  switch (principal.kind) {
    case 'secret_key':
      return { type: 'api_key', id: principal.keyId };
    case 'user':
      return principal.grant ? { type: 'operator', id: principal.grant.by } : { type: 'user', id: principal.userId };
    case 'operator':
      return { type: 'operator', id: principal.userId };
    case 'client':
      return { type: 'client', id: principal.clientId };
    case 'deployer':
      return { type: 'deployer', id: principal.arn };
    case 'system':
      return { type: 'system', id: principal.name };
    case 'anonymous':
    case 'public':
      return { type: 'anonymous', id: 'anonymous' };
  }
}

/** Where the request came from, as the event keeps it. */
export const origin = ({ ip, userAgent }: EventContext): JsonObject => ({
  ip,
  user_agent: userAgent?.slice(0, USER_AGENT_MAX),
});

/** An address is personal data when a person sent it; that of a server or a deployer's tool is not. */
export const originIsPublic = (principal: Principal): boolean =>
  principal.kind === 'client' ||
  principal.kind === 'secret_key' ||
  principal.kind === 'deployer' ||
  principal.kind === 'system';

const grantOf = (principal: Principal): Grant | undefined =>
  principal.kind === 'user' || principal.kind === 'operator' ? principal.grant : undefined;

const sessionOf = (principal: Principal): string | undefined =>
  principal.kind === 'user' || principal.kind === 'operator' ? principal.sessionId : undefined;

export interface Position {
  readonly scope: string;
  readonly lane: number;
  readonly seq: number;
  readonly prev: string;
}

/** The payload is made once for each event; only the leaf is made again when the lane moved on. */
export interface Payload {
  readonly public: string;
  readonly blocks: Record<string, Uint8Array>;
  readonly commitment: string;
}

export function makePayload(
  id: string,
  draft: EventDraft,
  context: EventContext,
  subjects: readonly OpenSubject[],
): Payload {
  const { principal, requestId } = context;
  const grant = draft.grant ?? grantOf(principal);
  const posed = principal.kind === 'user' && principal.grant !== undefined;
  const behalf = posed ? principal.userId : draft.onBehalfOf;
  const open = publicBlock({
    grant: grant && { type: grant.type, id: grant.id },
    on_behalf_of: grant && behalf !== undefined ? { type: 'user', id: behalf } : undefined,
    // Whoever acts as somebody else is told as themselves, whatever a handler takes them for.
    actor: (posed ? undefined : draft.actor) ?? actorOf(principal),
    detail: draft.detail as JsonObject | undefined,
    from: originIsPublic(principal) ? origin(context) : undefined,
    outcome: draft.outcome ?? 'success',
    reason: draft.reason,
    request: requestId,
    session: sessionOf(principal),
    target: draft.target,
  });
  const blocks = Object.fromEntries(
    subjects.map((subject) => [subject.id, sealBlock(canonical(subject.content), subject.key, id, subject.id)]),
  );
  return { public: open, blocks, commitment: commitment(open, blocks) };
}

export function makeLeaf(id: string, type: EventType, time: Date, position: Position, payload: Payload): string {
  const leaf: Leaf = { v: 1, id, type, time: time.getTime(), ...position, commitment: payload.commitment };
  return canonical(leaf);
}
