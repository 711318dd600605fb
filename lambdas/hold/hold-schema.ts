/** The wire form of a hold. */
import * as z from 'zod/mini';
import { id, reference, text, time } from '../shared/vocabulary.ts';
import { type Hold, TARGETS } from './hold.ts';

export const holdTarget = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), id: id('user') }),
  z.strictObject({ type: z.literal('organization'), id: id('organization') }),
  z.strictObject({ type: z.literal('project'), id: id('project') }),
]);
/** Of the case. */
export const matter = reference;
export const reason = text(1_000);

export const holdSchema = z.object({
  id: id('hold'),
  target: z.object({ type: z.enum(TARGETS), id: z.string() }),
  matter: z.string(),
  reason: z.string(),
  status: z.enum(['active', 'released']),
  placed_by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  placed_at: time,
  /** When every segment that was archived by then had its lock; later ones get theirs within minutes. */
  applied_at: z.nullable(time),
  released_at: z.nullable(time),
  /** When the last lock was taken off. */
  lifted_at: z.nullable(time),
});

export const presentHold = (hold: Hold): z.input<typeof holdSchema> => ({
  id: hold.id,
  target: hold.target,
  matter: hold.matter,
  reason: hold.reason,
  status: hold.status,
  placed_by: hold.placedBy,
  placed_at: hold.placedAt,
  applied_at: hold.appliedAt ?? null,
  released_at: hold.releasedAt ?? null,
  lifted_at: hold.liftedAt ?? null,
});
