/** A step of a recovery that was refused: always an event in the project's log (security.md, promise one). */
import type { Request } from '../session/request.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { err, type Result } from '../shared/result.ts';

type Step = 'prove' | 'approve' | 'stop' | 'finish';

/** @param id as it was named: a claim, not a proof. */
export async function refuse<C extends ErrorCode>(
  { commit }: Pick<Request, 'commit'>,
  id: string,
  step: Step,
  reason: C,
): Promise<Result<never, C>> {
  await commit([], {
    type: 'recovery.refused',
    outcome: 'denied',
    reason,
    target: { type: 'recovery', id },
    detail: { step },
  });
  return err(reason);
}
