/**
 * Refusals of somebody who is known, or of an anonymous request to a known project, that have no event of their own: a
 * missing scope, a proof that is too old, a challenge that is over. Of one who is refused the same thing, the first in a
 * quarter of an hour is an event, and then each time that their number doubles (security.md, promise one).
 */
import type { Request } from '../session/request.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Auth, Principals } from '../shared/principal.ts';
import { BUDGETS, isDoubling } from './budgets.ts';
import { take } from './spend.ts';

/** Who it is, by an id that is no personal data; all who are nobody yet are counted as one. */
function idOf(principal: Principals[Exclude<Auth, 'public'>]): string {
  if (principal.kind === 'secret_key') return principal.keyId;
  if (principal.kind === 'client') return principal.clientId;
  return principal.kind === 'anonymous' ? 'anonymous' : principal.userId;
}

/** @throws when it cannot be counted: then the request fails, and not only because it was refused. */
export async function countRefusal(
  { project, now, commit }: Pick<Request, 'project' | 'now' | 'commit'>,
  principal: Principals[Exclude<Auth, 'public'>],
  route: string,
  code: ErrorCode,
): Promise<void> {
  const budget = 'refusals';
  const [taken] = await take(project.id, [{ budget, whose: `${idOf(principal)} ${route} ${code}` }], now);
  if (!taken || !isDoubling(taken.used)) return;
  await commit([], {
    type: 'request.refused',
    outcome: 'denied',
    reason: code,
    target: { type: 'project', id: project.id },
    detail: { route, count: taken.used, window_s: BUDGETS[budget].windowS },
  });
}
