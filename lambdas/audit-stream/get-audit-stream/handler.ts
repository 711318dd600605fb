/** GET /v1/audit-streams/{id} */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentAuditStream } from '../audit-stream-schema.ts';
import { getAuditStreamOf } from '../audit-stream-store.ts';
import { getAuditStreamContract } from './contract.ts';

export const handler = http(getAuditStreamContract, async ({ params, project }) => {
  const stream = await getAuditStreamOf(project.id, params.id);
  return stream ? ok({ status: 200, body: presentAuditStream(stream) }) : err('not_found');
});
