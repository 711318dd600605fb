/** GET /v1/admin/users/{id}/dsr/exports/{export} */
import { readWritten } from '../../event-export/export-file-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentSubjectExport } from '../subject-export-schema.ts';
import { getSubjectExport } from '../subject-export-store.ts';
import { getUserExportContract } from './contract.ts';

export const handler = http(getUserExportContract, async ({ params, project }) => {
  const one = await getSubjectExport(project.id, params.id, params.export);
  if (!one) return err('not_found');
  const written = one.status === 'running' ? await readWritten(one) : undefined;
  return ok({ status: 200, body: presentSubjectExport(one, written, Date.parse(project.createdAt)) });
});
