/** POST /v1/events/exports/{id}/link */
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { expiryOf, hashOfLink, isThere, newLinkToken } from '../event-export.ts';
import { getExportOf, insertExportLink } from '../event-export-store.ts';
import { createExportLinkContract } from './contract.ts';

export const handler = http(createExportLinkContract, async ({ params, project, now, commit }) => {
  const one = await getExportOf(project.id, params.id);
  if (!one) return err('not_found');
  if (!isThere(one, now)) return err('export_not_there');

  const token = newLinkToken(project.id);
  const expiresAtMs = expiryOf(one) ?? now.getTime();
  const expires_at = new Date(expiresAtMs).toISOString();
  const link = {
    hash: hashOfLink(token),
    projectId: project.id,
    exportId: one.id,
    status: 'open',
    expiresAtMs,
  } as const;
  const committed = await commit([insertExportLink(link)], {
    type: 'audit.export_link_created',
    target: { type: 'export', id: one.id },
    detail: { expires_at },
  });
  if (!committed.ok) return committed;
  const url = `${variable('ISSUER')}/v1/events/exports/${one.id}/download?token=${token}`;
  return ok({ status: 201, body: { url, expires_at } });
});
