/** POST /v1/admin/breaches/{id}/scope */
import { projectOfScope } from '../../audit/event-store.ts';
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { getBreachOf } from '../breach-store.ts';
import { presentScope } from '../present-scope.ts';
import { judgeWindow, newScope } from '../scope.ts';
import { scopeStarted } from '../scope-events.ts';
import { criteriaOf } from '../scope-schema.ts';
import { getScope, insertScope } from '../scope-store.ts';
import { startScopeContract } from './contract.ts';

const wrong = (path: string, message: string) =>
  err({ code: 'validation_failed', errors: [{ path, message }] } as const);

export const handler = http(startScopeContract, async ({ params, body, principal, project, now, commit }) => {
  const breach = await getBreachOf(project.id, params.id);
  if (!breach) return err('not_found');
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  if (breach.closed) return err('breach_closed');
  const criteria = criteriaOf(body, breach, now);
  if (!criteria) return wrong('body.range_start', 'say when it began: the breach itself does not');
  if (!judgeWindow(criteria, now).ok) return wrong('body.range_end', 'the window must have begun and be over');
  for (const organization of criteria.organizations)
    if ((await projectOfScope(organization)) !== project.id) return err('not_found');
  const before = await getScope(project, breach.id);
  if (before?.status === 'running') return err('conflict');

  const asked = { breachId: breach.id, projectId: project.id, criteria, by: byOf(principal) };
  const scope = newScope(asked, before, now);
  const committed = await commit([await insertScope(scope, project)], scopeStarted(scope, principal));
  return committed.ok ? ok({ status: 202, body: await presentScope(scope) }) : committed;
});
