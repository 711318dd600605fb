/** GET /v1/approvals/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentApproval } from '../approval-schema.ts';
import { getApprovalOf } from '../approval-store.ts';
import { getApprovalContract } from './contract.ts';

export const handler = http(getApprovalContract, async ({ params, project, now }) => {
  const approval = await getApprovalOf(project.id, params.id);
  return approval ? ok({ status: 200, body: presentApproval(approval, now) }) : err('not_found');
});
