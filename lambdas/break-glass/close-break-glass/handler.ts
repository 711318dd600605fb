/** POST /v1/admin/break-glass/{id}/close */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { type BreakGlass, mayClose, maySee, phaseOf } from '../break-glass.ts';
import { presentBreakGlass } from '../break-glass-schema.ts';
import { closeBreakGlass, getBreakGlassOf } from '../break-glass-store.ts';
import { closed } from '../events.ts';
import { closeBreakGlassContract } from './contract.ts';

export const handler = http(closeBreakGlassContract, async ({ params, principal, project, now, commit, prepare }) => {
  prepare(project.id);
  const grant = await getBreakGlassOf(project.id, params.id);
  if (!grant || !maySee(principal, grant.id)) return err('not_found');
  if (!mayClose(principal, grant)) return err('forbidden');
  if (phaseOf(grant, now) !== 'open') return err('already_decided');

  const { userId } = principal;
  const after: BreakGlass = { ...grant, status: 'closed', closedAt: now.toISOString(), closedBy: userId };
  const committed = await commit([closeBreakGlass(grant, userId, now)], closed(after, now));
  return committed.ok ? ok({ status: 200, body: presentBreakGlass(after, now) }) : committed;
});
