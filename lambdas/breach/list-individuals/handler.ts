/** GET /v1/admin/breaches/{id}/individuals */
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { err, ok } from '../../shared/result.ts';
import { identitiesOf } from '../identities.ts';
import { statesOf } from '../paper.ts';
import { listPapers } from '../paper-store.ts';
import { presentIndividual } from '../present-individual.ts';
import { readIndividualsAfter } from '../result-store.ts';
import { isListed } from '../scope.ts';
import { acting, onBreach } from '../scope-events.ts';
import { readScoped } from '../whole-scope.ts';
import { listIndividualsContract } from './contract.ts';

export const handler = http(listIndividualsContract, async ({ params, query, principal, project, now, commit }) => {
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  const found = await readScoped(project, params.id);
  if (!found.ok) return found;
  const { document, scope } = found.value;
  const wanted = isListed(query.standing);
  const rows = await readIndividualsAfter(params.id, document, query.cursor ?? '', wanted, probe(query.limit));
  const { items, next } = page(rows, query.limit);
  const [identities, states] = await Promise.all([
    identitiesOf(
      project,
      items.map(({ id }) => id),
    ),
    listPapers<Record<string, string>>(project, params.id, 'states').then(statesOf),
  ]);
  const committed = await commit<never>([], {
    type: 'breach.individuals_read',
    target: onBreach(params.id),
    detail: { scope: scope.number, count: items.length },
    ...acting(principal),
  });
  if (!committed.ok) return committed;
  const data = items.map((one, i) => presentIndividual(one, identities[i], states.get(one.id)));
  return ok({ status: 200, body: { data, next_cursor: next ?? null } });
});
