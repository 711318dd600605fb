/** POST /v1/events/exports */
import { projectOfScope } from '../../audit/event-store.ts';
import { toldOf } from '../../audit/filter-schema.ts';
import { resourceAsked } from '../../audit/resource-asked.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { newExport, UNFINISHED_MOST } from '../event-export.ts';
import { filterAsked, filterKept, presentExport } from '../event-export-schema.ts';
import { countUnfinished, insertExport } from '../event-export-store.ts';
import { createExportContract } from './contract.ts';

export const handler = http(createExportContract, async ({ body, principal, project, now, commit }) => {
  const asked = body.filters ?? {};
  const organizationId = asked.organization_id;
  const resource = await resourceAsked(project, asked);
  if (!resource.ok) return resource;
  const filter = filterKept(asked, resource.value);
  if (organizationId && (await projectOfScope(organizationId)) !== project.id) return err('not_found');
  if ((await countUnfinished(project.id, body.format)) >= UNFINISHED_MOST)
    return err({ code: 'rate_limited', retryAfterS: 60 });

  const one = newExport(
    { id: newId('export', now), projectId: project.id, format: body.format, filter, by: byOf(principal) },
    now,
  );
  const committed = await commit(insertExport(one), {
    type: 'audit.export_requested',
    target: { type: 'export', id: one.id },
    organizationId,
    detail: { format: one.format, filters: toldOf(filterAsked(asked)) },
  });
  if (!committed.ok) return committed;
  return ok({ status: 202, body: presentExport(one, undefined, 0) });
});
