/** GET /v1/events/exports/{id} */
import { filterOf } from '../../audit/filter-schema.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { isOfEvents } from '../event-export.ts';
import { filterAsked, presentExport } from '../event-export-schema.ts';
import { getExportOf } from '../event-export-store.ts';
import { readWritten } from '../export-file-store.ts';
import { getExportContract } from './contract.ts';

export const handler = http(getExportContract, async ({ params, project }) => {
  const one = await getExportOf(project.id, params.id);
  if (!one || !isOfEvents(one)) return err('not_found');
  const written = one.status === 'running' ? await readWritten(one) : undefined;
  const { startMs } = filterOf(filterAsked(one.filter));
  return ok({ status: 200, body: presentExport(one, written, Math.max(startMs, Date.parse(project.createdAt))) });
});
