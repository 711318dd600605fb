/** GET /v1/admin/breaches/{id}/evidence */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { makeEvidence } from '../make-evidence.ts';
import { acting, onBreach } from '../scope-events.ts';
import { readScoped } from '../whole-scope.ts';
import { getEvidenceContract } from './contract.ts';

export const handler = http(getEvidenceContract, async ({ params, query, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const found = await readScoped(project, params.id);
  if (!found.ok) return found;
  const evidence = await makeEvidence(project, found.value, query.page, now);
  if (!evidence) return err('not_found');
  const { bundle, pages, events } = evidence;
  const committed = await commit<never>([], {
    type: 'breach.evidence_exported',
    target: onBreach(params.id),
    detail: { scope: found.value.scope.number, page: query.page, pages, events },
    ...acting(principal),
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { ...bundle, manifest: { ...bundle.manifest }, parts: { ...bundle.parts } } });
});
