/** The wire form of what is below the preset, and of what turning it on changes. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import type { Below } from './preset.ts';

const value = z.union([z.boolean(), z.number(), z.string()]);

export const belowSchema = z.object({
  member: z.string(),
  expected: z.string(),
  found: value,
  citation: z.string(),
  /** The event by which it came to be so; null where none of the newest 200 changes tells. */
  since: z.nullable(z.object({ event_id: id('event'), at: time })),
});

type Since = { readonly eventId: string; readonly at: string };
export const presentBelow = ({ name, expected, found, citation, since }: Below & { since?: Since | undefined }) => ({
  member: name,
  expected,
  found,
  citation,
  since: since ? { event_id: since.eventId, at: since.at } : null,
});

export const differenceSchema = z.object({ member: z.string(), before: value, after: value });
