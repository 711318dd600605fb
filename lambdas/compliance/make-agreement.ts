/** From what somebody records to the agreement that is stored: judged, and whom to write to sealed. */
import type * as z from 'zod/mini';
import type { Project } from '../project/project.ts';
import type { Refused } from '../shared/errors.ts';
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { openSecret, sealSecret } from '../shared/sealed-secret.ts';
import { type Agreement, newAgreement } from './agreement.ts';
import { termsOf, type termsSchema } from './agreement-schema.ts';
import { judgeTerms } from './agreement-terms.ts';

type Keyed = Pick<Project, 'id' | 'wrappedKey'>;

const sealedIn = (id: string) => ({ kind: 'agreement_contact', recordId: id }) as const;

/** @param others of the project, to whom something may be promised. */
export async function makeAgreement(
  project: Keyed,
  wire: z.output<typeof termsSchema>,
  by: Agreement['recordedBy'],
  others: readonly Agreement[],
  replaced: Agreement | undefined,
  now: Date,
): Promise<Result<Agreement, Refused<'agreement_contradictory'>>> {
  const terms = termsOf(wire);
  const judged = judgeTerms(terms, others, replaced, now);
  if (!judged.ok) return err({ code: 'agreement_contradictory', errors: judged.error });
  const id = newId('agreement', now);
  const { contact_email: address } = wire;
  const contact = address && (await sealSecret(Buffer.from(address), project, sealedIn(id)));
  return ok({ ...newAgreement(terms, id, project.id, by, replaced, now), ...(contact && { contact }) });
}

/** Whom to write to, where somebody was named. */
export const contactOf = async (project: Keyed, { id, contact }: Agreement): Promise<string | undefined> =>
  contact && (await openSecret(contact, project, sealedIn(id))).toString('utf8');
