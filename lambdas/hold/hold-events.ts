/** What the log says of a hold's life. Why it was placed or released may name people, so that is sealed. */
import type { JsonObject } from '../audit/block.ts';
import type { EventDraft, Subject } from '../audit/event.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import type { Hold } from './hold.ts';

/** The log of what is held: the organization's, where it is one. */
export const logOf = ({ target }: Pick<Hold, 'target'>): string | undefined =>
  target.type === 'organization' ? target.id : undefined;

const about = (hold: Hold) => ({
  target: { type: 'hold', id: hold.id },
  organizationId: logOf(hold),
  detail: { target: { ...hold.target }, matter: hold.matter },
});

/** Whoever acts, where they are a person, with what they said. A server's word is in the hold itself. */
const sealedFor = (principal: SecretKeyPrincipal | OperatorPrincipal, content: JsonObject): Subject[] | undefined =>
  principal.kind === 'operator' && principal.wrappedKey
    ? [{ id: principal.userId, wrappedKey: principal.wrappedKey, acting: true, content }]
    : undefined;

export const placed = (hold: Hold, principal: SecretKeyPrincipal | OperatorPrincipal): EventDraft<'hold.placed'> => {
  const subjects = sealedFor(principal, { reason: hold.reason });
  return { ...about(hold), type: 'hold.placed', ...(subjects && { subjects }) };
};

export const released = (hold: Hold, approvalId: string): EventDraft<'hold.released'> => {
  const facts = about(hold);
  return { ...facts, type: 'hold.released', detail: { ...facts.detail, approval_id: approvalId } };
};

/** @param segments that have their lock. */
export const applied = (hold: Hold, segments: number): EventDraft<'hold.applied'> => {
  const facts = about(hold);
  return { ...facts, type: 'hold.applied', detail: { ...facts.detail, segments } };
};

/** @param segments whose lock was taken off. */
export const lifted = (hold: Hold, segments: number): EventDraft<'hold.lifted'> => {
  const facts = about(hold);
  return { ...facts, type: 'hold.lifted', detail: { ...facts.detail, segments } };
};
