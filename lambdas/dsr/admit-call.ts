/**
 * Who may act for a person on their data: a customer's server, or an operator who has just proven who they are. Not under
 * a grant: an emergency is no reason to carry everything of somebody away (security.md, row 30).
 */
import { judgeAsking } from '../approval/propose.ts';
import type { Project } from '../project/project.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type FoundSubject, findSubject } from '../user/find-subject.ts';

export interface Admitted {
  readonly subject: FoundSubject;
  /** Under whose key the request and the event are sealed. */
  readonly whose: { readonly id: string; readonly wrappedKey: Uint8Array };
}

/** `not_found` also for somebody who was erased. */
export async function admitCall(
  { project, principal, now }: { project: Project; principal: SecretKeyPrincipal | OperatorPrincipal; now: Date },
  userId: string,
): Promise<Result<Admitted, 'not_found' | 'forbidden' | 'recent_authentication_required'>> {
  const subject = await findSubject(project, userId);
  if (!subject?.wrappedKey) return err('not_found');
  const judged = judgeAsking(principal, now);
  if (!judged.ok) return judged;
  return ok({ subject, whose: { id: userId, wrappedKey: subject.wrappedKey } });
}
