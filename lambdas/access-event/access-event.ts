/**
 * Events of a customer's own system: who looked at whose data there, put into the log beside Hale's own and under the
 * same proofs (features.md O14). Hale cannot know what happened there; it proves what it was told, when, and by which key.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import type { EventDraft } from '../audit/event.ts';
import { canonical } from '../audit/leaf.ts';

export const ACTIONS = ['create', 'read', 'update', 'delete', 'search', 'print', 'export', 'disclose'] as const;
export const OUTCOMES = ['success', 'failure', 'denied'] as const;

/** To whom it was given, as an accounting of disclosures has to tell (45 CFR 164.528(b)(2)). */
export interface Disclosure {
  readonly recipient: string;
  readonly address?: string | undefined;
  readonly description: string;
}

export interface AccessEvent {
  /** Of the customer's system: the same id is the same event, for ever. */
  readonly clientId: string;
  readonly occurredAt: Date;
  readonly action: (typeof ACTIONS)[number];
  /** A user of the project; the key acts where there is none. */
  readonly actorId?: string | undefined;
  /** Whose data it is: a user of the project. */
  readonly subjectId: string;
  readonly resource: { readonly type: string; readonly id: string };
  /** A code of HL7 PurposeOfUse, such as TREAT. */
  readonly purpose: string;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly disclosure?: Disclosure | undefined;
}

/** Everybody whom these events name. */
export const peopleIn = (events: readonly AccessEvent[]): string[] =>
  events.flatMap(({ actorId, subjectId }) => (actorId === undefined ? [subjectId] : [actorId, subjectId]));

const keyed = (projectKey: KeyObject, purpose: string, value: unknown): string =>
  createHmac('sha256', projectKey).update(`hale/${purpose}/v1\n`).update(canonical(value)).digest('base64url');

/** What a resource is called in the log: the number of a record may say who somebody is, so it is there by its hash. */
export const resourceName = (projectKey: KeyObject, { type, id }: AccessEvent['resource']): string =>
  keyed(projectKey, 'resource', [type, id]);

/** By which two events with one id are told apart. */
export const contentHash = (projectKey: KeyObject, event: AccessEvent, organizationId: string | undefined): string =>
  keyed(projectKey, 'access-event', { ...event, occurredAt: event.occurredAt.toISOString(), organizationId });

/** An id that was taken before. */
export interface Known {
  readonly clientId: string;
  readonly eventId: string;
  readonly hash: string;
}

/** By either mark: the type of the event alone says whether it is accounted for. */
const isDisclosure = ({ action, disclosure }: AccessEvent): boolean =>
  action === 'disclose' || disclosure !== undefined;

/** @param wrappedKey of the subject's part of the log. */
export function draftOf(
  event: AccessEvent,
  named: { eventId: string; resource: string; keyId: string; organizationId: string | undefined },
  wrappedKey: Uint8Array,
): EventDraft<'phi.accessed' | 'phi.disclosed'> {
  const { clientId, disclosure, resource, actorId, subjectId } = event;
  return {
    type: isDisclosure(event) ? 'phi.disclosed' : 'phi.accessed',
    id: named.eventId,
    outcome: event.outcome,
    organizationId: named.organizationId,
    target: { type: 'resource', id: named.resource },
    actor: actorId === undefined ? { type: 'api_key', id: named.keyId } : { type: 'user', id: actorId },
    detail: {
      user_id: subjectId,
      action: event.action,
      purpose: event.purpose,
      occurred_at: event.occurredAt.toISOString(),
      recorded_by: named.keyId,
    },
    subjects: [
      {
        id: subjectId,
        wrappedKey,
        content: {
          client_id: clientId,
          resource,
          disclosure: disclosure && { ...disclosure },
        },
      },
    ],
  };
}
