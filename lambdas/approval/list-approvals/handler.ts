/** GET /v1/approvals */
import { http } from '../../shared/http.ts';
import { page, probe } from '../../shared/page.ts';
import { ok } from '../../shared/result.ts';
import { presentApproval } from '../approval-schema.ts';
import { listApprovals } from '../approval-store.ts';
import { listApprovalsContract } from './contract.ts';

export const handler = http(listApprovalsContract, async ({ query, project, now }) => {
  const { items, next } = page(await listApprovals(project.id, query.cursor, probe(query.limit)), query.limit);
  const data = items.map((approval) => presentApproval(approval, now));
  return ok({ status: 200, body: { data, next_cursor: next ?? null } });
});
