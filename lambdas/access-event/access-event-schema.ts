/** The wire form of a customer's own events. */
import * as z from 'zod/mini';
import { happenedAt, id, text } from '../shared/vocabulary.ts';
import { ACTIONS, type AccessEvent, OUTCOMES } from './access-event.ts';

/** Of somebody else's system: letters, digits and what ids are joined with, so that nobody's name is one. */
const foreignId = (max: number) =>
  z.string().check(z.maxLength(max), z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:|/-]*$/, 'expected an id'));

export const accessEventSchema = z.strictObject({
  /** The same id is the same event, for ever: it may be sent again. */
  client_id: foreignId(64),
  occurred_at: happenedAt,
  action: z.enum(ACTIONS),
  /** Who did it, a user; the key where nobody is named. */
  actor_id: z.optional(id('user')),
  /** Whose data it is. */
  subject_id: id('user'),
  /** What it was done to, such as a FHIR resource. Sealed for the subject. */
  resource: z.strictObject({
    type: z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'expected the name of a type')),
    id: foreignId(128),
  }),
  /** HL7 PurposeOfUse, such as TREAT, HPAYMT, HOPERAT or PATRQT. */
  purpose: z.string().check(z.regex(/^[A-Z]{2,12}$/, 'expected a code of HL7 PurposeOfUse')),
  outcome: z.prefault(z.enum(OUTCOMES), 'success'),
  /** There where it counts as a disclosure (45 CFR 164.528), so always where the action is `disclose`. Sealed for the subject. */
  disclosure: z.optional(
    z.strictObject({ recipient: text(200), address: z.optional(text(200)), description: text(500) }),
  ),
});

export const toEvent = (asked: z.output<typeof accessEventSchema>): AccessEvent => ({
  clientId: asked.client_id,
  occurredAt: new Date(asked.occurred_at),
  action: asked.action,
  actorId: asked.actor_id,
  subjectId: asked.subject_id,
  resource: asked.resource,
  purpose: asked.purpose,
  outcome: asked.outcome,
  disclosure: asked.disclosure,
});
