/** GET /v1/events/exports/{id}/download */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { hashOfLink, isOpen, isThere } from '../event-export.ts';
import { getExportLink, getExportOf, useExportLink } from '../event-export-store.ts';
import { fileLink } from '../export-file-store.ts';
import { downloadExportContract } from './contract.ts';

export const handler = http(downloadExportContract, async ({ params, query, project, now, commit }) => {
  const [one, link] = await Promise.all([
    getExportOf(project.id, params.id),
    getExportLink(project.id, params.id, hashOfLink(query.token)),
  ]);
  if (!one || !isThere(one, now) || !link || !isOpen(link, now)) return err('token_consumed');

  const location = await fileLink(one);
  const committed = await commit([useExportLink(link)], {
    type: 'audit.export_downloaded',
    target: { type: 'export', id: one.id },
    detail: { format: one.format, events: one.events, bytes: one.bytes },
  });
  if (!committed.ok) return committed;
  return ok({ status: 303, headers: { location } });
});
