/** POST /v1/events/exports/{id}/link */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { isOfEvents, isThere } from '../event-export.ts';
import { getExportOf } from '../event-export-store.ts';
import { makeLink } from '../make-link.ts';
import { createExportLinkContract } from './contract.ts';

export const handler = http(createExportLinkContract, async ({ params, project, now, commit }) => {
  const one = await getExportOf(project.id, params.id);
  if (!one || !isOfEvents(one)) return err('not_found');
  if (!isThere(one, now)) return err('export_not_there');
  const { url, expires_at, change } = makeLink(one, now);
  const committed = await commit([change], {
    type: 'audit.export_link_created',
    target: { type: 'export', id: one.id },
    detail: { expires_at },
  });
  return committed.ok ? ok({ status: 201, body: { url, expires_at } }) : committed;
});
