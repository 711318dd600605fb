/** A bundle that is too large for an answer: a row like that of any export, on a list of its own that a clock works off. */
import { type EventExport, newExport, UNFINISHED_MOST } from '../event-export/event-export.ts';
import { countUnfinished, insertExport } from '../event-export/event-export-store.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { Refused } from '../shared/errors.ts';
import { byOf, type OperatorPrincipal, type SecretKeyPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

interface Caller {
  readonly project: Project;
  readonly principal: SecretKeyPrincipal | OperatorPrincipal;
  readonly now: Date;
}

export async function newSubjectExport(
  { project, principal, now }: Caller,
  id: string,
  userId: string,
  dsrId: string,
): Promise<Result<{ one: EventExport; changes: readonly Change<'conflict'>[] }, Refused<'rate_limited'>>> {
  if ((await countUnfinished(project.id, 'bundle')) >= UNFINISHED_MOST)
    return err({ code: 'rate_limited', retryAfterS: 60 });
  const filter = { subject_id: userId, dsr_id: dsrId };
  const one = newExport({ id, projectId: project.id, format: 'bundle', filter, by: byOf(principal) }, now);
  return ok({ one, changes: insertExport(one) });
}
