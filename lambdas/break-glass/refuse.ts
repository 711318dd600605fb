/** A refusal to break the glass: always an event in the project's log, or the request fails (security.md, row 21). */
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { err, type Result } from '../shared/result.ts';
import type { BreakGlass } from './break-glass.ts';

/**
 * @param account of the person whom the attempt names: a claim, not a proof.
 * @param changes what the attempt shows, such as a copied passkey; lost if somebody else wrote it meanwhile.
 */
export async function refuse<C extends ErrorCode>(
  { commit, project }: Pick<Request, 'commit' | 'project'>,
  account: Account | undefined,
  method: BreakGlass['method'],
  reason: C,
  changes: readonly Change<'conflict'>[] = [],
): Promise<Result<never, C>> {
  const event = {
    type: 'break_glass.refused',
    outcome: 'denied',
    reason,
    target: account ? { type: 'user', id: account.user.id } : { type: 'project', id: project.id },
    detail: { method },
    subjects: account && acting(account),
  } as const;
  const done = await commit(changes, event);
  if (!done.ok) await commit([], event);
  return err(reason);
}
