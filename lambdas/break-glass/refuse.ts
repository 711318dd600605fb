/** A refusal to break the glass: always an event in the project's log, or the request fails (security.md, row 21). */
import type { EventDraft } from '../audit/event.ts';
import type { Account } from '../session/account-store.ts';
import { acting, type Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { err, type Result } from '../shared/result.ts';
import type { BreakGlass } from './break-glass.ts';

/** What the attempt shows beside its own failure, such as a copied passkey. */
export interface Shown {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft;
}

/** @param account of the person whom the attempt names: a claim, not a proof. */
export async function refuse<C extends ErrorCode>(
  { commit, project }: Pick<Request, 'commit' | 'project'>,
  account: Account | undefined,
  method: BreakGlass['method'],
  reason: C,
  shown?: Shown,
): Promise<Result<never, C>> {
  const event: EventDraft<'break_glass.refused'> = {
    type: 'break_glass.refused',
    outcome: 'denied',
    reason,
    target: account ? { type: 'user', id: account.user.id } : { type: 'project', id: project.id },
    detail: { method },
    subjects: account && acting(account),
  };
  const noted = shown && (await commit(shown.changes, [shown.event, event]));
  // Somebody else wrote meanwhile what it shows: this is one refusal more.
  if (!noted?.ok) await commit([], event);
  return err(reason);
}
