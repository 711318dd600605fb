/** The wire forms of what a person is given of their own data: the bundle, or how far it is written. */
import * as z from 'zod/mini';
import { type EventExport, STATUSES, type Written } from '../event-export/event-export.ts';
import { presentProgress, progressShape } from '../event-export/event-export-schema.ts';
import { id, text } from '../shared/vocabulary.ts';

/** Who asked the customer for it, and what the customer wrote down; as the seed's clients send it. */
export const requestedBy = text(254);
export const notes = text(2_000);

/** What `hale verify-bundle` checks. */
export const bundleSchema = z.object({
  manifest: z.looseObject({ kind: z.string(), about: z.object({ type: z.string(), id: z.string() }) }),
  /** Signed note over the manifest (C2SP). */
  statement: z.string(),
  parts: z.record(z.string(), z.unknown()),
});

export const subjectExportSchema = z.object({
  id: id('export'),
  user_id: id('user'),
  /** Of the request that it answers. */
  dsr_id: id('dsr'),
  status: z.enum(STATUSES),
  ...progressShape,
});

/** @param startMs when the person's part of the log begins. */
export const presentSubjectExport = (
  one: EventExport,
  written: Written | undefined,
  startMs: number,
): z.input<typeof subjectExportSchema> => ({
  id: one.id,
  user_id: String(one.filter.subject_id),
  dsr_id: String(one.filter.dsr_id),
  status: one.status,
  ...presentProgress(one, written, startMs),
});
