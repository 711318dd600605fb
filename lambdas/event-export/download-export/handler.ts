/** GET /v1/events/exports/{id}/download */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { downloaded } from '../downloaded.ts';
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

  const [location, event] = await Promise.all([fileLink(one), downloaded(one)]);
  if (!event) return err('token_consumed');
  const committed = await commit([useExportLink(link)], event);
  if (!committed.ok) return committed;
  return ok({ status: 303, headers: { location } });
});
