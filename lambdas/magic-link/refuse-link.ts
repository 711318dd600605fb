/** A link that leads nowhere: used, too old, unknown, or opened where it was not asked for. Each refusal is an event. */
import type { Request } from '../session/request.ts';
import type { Change } from '../shared/change.ts';
import { err, type Result } from '../shared/result.ts';
import type { MagicLink } from './magic-link.ts';

export async function refuseLink<C extends 'token_consumed' | 'link_opened_elsewhere'>(
  { commit, project }: Request,
  link: MagicLink | undefined,
  reason: C,
  counted: readonly Change<'conflict'>[] = [],
): Promise<Result<never, C | 'conflict'>> {
  const committed = await commit(counted, {
    type: 'auth.challenge_failed',
    outcome: 'failure',
    reason,
    target: link ? { type: 'link', id: link.hash } : { type: 'project', id: project.id },
    detail: { method: 'magic_link', tries: link && link.tries + counted.length, purpose: 'sign_in' },
  });
  return committed.ok ? err(reason) : committed;
}
