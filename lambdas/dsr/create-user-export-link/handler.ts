/** POST /v1/admin/users/{id}/dsr/exports/{export}/link */
import { isThere } from '../../event-export/event-export.ts';
import { makeLink } from '../../event-export/make-link.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { admitCall } from '../admit-call.ts';
import { getSubjectExport } from '../subject-export-store.ts';
import { createUserExportLinkContract } from './contract.ts';

export const handler = http(createUserExportLinkContract, async (call) => {
  const { params, project, now, commit } = call;
  // Who was erased meanwhile is not handed out, though the file is there for the rest of its day.
  const admitted = await admitCall(call, params.id);
  if (!admitted.ok) return admitted;
  const one = await getSubjectExport(project.id, params.id, params.export);
  if (!one) return err('not_found');
  if (!isThere(one, now)) return err('export_not_there');
  const { url, expires_at, change } = makeLink(one, now);
  const { subject, whose } = admitted.value;
  const committed = await commit([change], {
    type: 'audit.export_link_created',
    target: { type: 'export', id: one.id },
    detail: { expires_at },
    subjects: [{ id: subject.id, wrappedKey: whose.wrappedKey }],
  });
  return committed.ok ? ok({ status: 201, body: { url, expires_at } }) : committed;
});
