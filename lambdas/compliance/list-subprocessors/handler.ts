/** GET /v1/compliance/subprocessors */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { engagementAt, statusAt } from '../agreement.ts';
import { pageFrom } from '../agreement-page.ts';
import { listAgreements } from '../agreement-store.ts';
import { listSubprocessorsContract } from './contract.ts';

export const handler = http(listSubprocessorsContract, async ({ query, project, now }) => {
  const all = await listAgreements(project.id);
  const { items, next } = pageFrom(
    all.filter(({ kind, replacedBy }) => kind === 'subcontractor' && replacedBy === undefined),
    query.cursor,
    query.limit,
  );
  const data = items.map((one) => ({
    agreement_id: one.id,
    name: one.counterparty,
    services: [...one.services],
    state: engagementAt(one, now),
    engaged_on: one.engagedOn ?? null,
    ends_on: one.endsOn ?? null,
    agreement_status: statusAt(one, now),
    announced: one.announcement?.done ?? false,
    without_notice: one.withoutNotice ?? null,
  }));
  return ok({ status: 200, body: { as_of: now.toISOString(), data, next_cursor: next ?? null } });
});
