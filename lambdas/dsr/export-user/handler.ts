/** POST /v1/admin/users/{id}/dsr/export */
import { spend } from '../../abuse/spend.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { ok } from '../../shared/result.ts';
import { admitCall } from '../admit-call.ts';
import { newSubjectExport } from '../begin-export.ts';
import { smallBundle } from '../make-bundle.ts';
import { recordRequest } from '../record-request.ts';
import { presentSubjectExport } from '../subject-export-schema.ts';
import { exportUserContract } from './contract.ts';

export const handler = http(exportUserContract, async (call) => {
  const { params, body, project, principal, now, commit } = call;
  const target = { type: 'user', id: params.id } as const;
  const admitted = await admitCall(call, params.id);
  if (!admitted.ok) {
    if (admitted.error !== 'not_found')
      await commit([], { type: 'dsr.export.created', outcome: 'denied', reason: admitted.error, target });
    return admitted;
  }
  const { subject, whose } = admitted.value;
  const within = await spend(call, [
    { budget: 'dsr_export_account', whose: params.id, target },
    { budget: 'dsr_export_project', whose: project.id },
  ]);
  if (!within.ok) return within;

  const content = { requested_by: body.requested_by, notes: body.notes };
  const record = (state: 'completed' | 'in_progress') =>
    recordRequest({ project, principal, now }, whose, { kind: 'access', state, content, dsrId: body.dsr_id });
  const recorded = await record('completed');
  if (!recorded.ok) return recorded;
  const id = newId('export', now);
  const at = now.toISOString();
  const asked = { id, dsrId: recorded.value.request.id, at };
  const small = body.background ? undefined : await smallBundle(project, subject, asked);
  if (small) {
    const { request, changes, subject: concerned } = recorded.value;
    const detail = { dsr_id: request.id, events: small.events, bytes: small.bytes, manifest: small.manifest };
    const event = { type: 'dsr.export.created', target, detail, subjects: [concerned] } as const;
    const committed = await commit(changes, event);
    return committed.ok
      ? ok({ status: 200, body: { ...small.bundle, manifest: { ...small.bundle.manifest } } })
      : committed;
  }

  const begun = await record('in_progress');
  if (!begun.ok) return begun;
  const { request, changes, subject: concerned } = begun.value;
  const made = await newSubjectExport(call, id, subject.id, request.id);
  if (!made.ok) return made;
  const detail = { dsr_id: request.id, export_id: id };
  const event = { type: 'dsr.export.created', target, detail, subjects: [concerned] } as const;
  const committed = await commit([...changes, ...made.value.changes], event);
  return committed.ok ? ok({ status: 202, body: presentSubjectExport(made.value.one, undefined, 0) }) : committed;
});
