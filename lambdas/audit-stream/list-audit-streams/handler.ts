/** GET /v1/audit-streams */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentAuditStream } from '../audit-stream-schema.ts';
import { listAuditStreams } from '../audit-stream-store.ts';
import { listAuditStreamsContract } from './contract.ts';

export const handler = http(listAuditStreamsContract, async ({ project }) =>
  ok({ status: 200, body: { data: (await listAuditStreams(project.id)).map(presentAuditStream) } }),
);
