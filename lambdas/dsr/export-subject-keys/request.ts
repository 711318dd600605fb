/** What the deployer's CLI sends to have data keys of people handed out, and what it gets back. */
import * as z from 'zod/mini';
import { id, reference, text } from '../../shared/vocabulary.ts';

/** As many as one event names. */
export const SUBJECTS_MAX = 100;

export const exportSubjectKeysRequest = z.strictObject({
  project_id: id('project'),
  subjects: z.array(id('user')).check(z.minLength(1), z.maxLength(SUBJECTS_MAX)),
  /** Of the audit or the case. */
  ticket: reference,
  /** The caller's ARN as its tool knows it, for the audit event; Lambda does not tell who invoked, CloudTrail does. */
  operator: text(256),
});

export interface ExportSubjectKeysAnswer {
  /** By person, base64url, 32 bytes each. Nothing for whoever is of another project, or was erased. */
  readonly keys: Readonly<Record<string, string>>;
}
