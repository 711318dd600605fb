/** GET /v1/admin/users/{id}/dsr/accounting */
import { spend } from '../../abuse/spend.ts';
import { http } from '../../shared/http.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { periodOf } from '../accounting.ts';
import { fileHeaders, formatAsked } from '../accounting-schema.ts';
import { admitCall } from '../admit-call.ts';
import { makeAccounting } from '../make-accounting.ts';
import { recordRequest } from '../record-request.ts';
import { accountingCreated } from '../request-events.ts';
import { getAccountingContract } from './contract.ts';

export const handler = http(getAccountingContract, async (call) => {
  const { params, query, principal, project, request: asked, now, commit } = call;
  const admitted = await admitCall(call, params.id);
  if (!admitted.ok) return admitted;
  const { subject, whose } = admitted.value;
  // To read is one thing, to bring somebody's request to its end another.
  if (query.dsr_id !== undefined && !principal.scopes.includes('dsr:write')) return err('forbidden');
  const period = periodOf({ from: query.range_start, to: query.range_end }, now);
  if (period.fromMs > period.toMs)
    return err({ code: 'validation_failed', errors: [{ path: 'query.range_end', message: 'before its start' }] });
  const spent = await spend(call, [
    { budget: 'accounting_account', whose: subject.id, target: { type: 'user', id: subject.id } },
    { budget: 'accounting_project', whose: project.id },
  ]);
  if (!spent.ok) return spent;

  const { type, id } = byOf(principal);
  const content = { requested_by: query.requested_by ?? `${type} ${id}` };
  const recorded = await recordRequest(call, whose, {
    kind: 'accounting',
    state: 'completed',
    content,
    dsrId: query.dsr_id,
  });
  if (!recorded.ok) return recorded;
  const { request, changes, subject: sealed } = recorded.value;
  const made = await makeAccounting(project, subject, whose.wrappedKey, period, request, now);
  if (!made.ok) return made;
  const { document, bundle } = made.value;

  const format = formatAsked(query.format, asked.headers.accept);
  const file =
    format === 'pdf' ? await (await import('../accounting-pdf.ts')).accountingPdf(bundle, document) : undefined;
  const committed = await commit(changes, accountingCreated(request, document, format, sealed));
  if (!committed.ok) return committed;
  if (!file) {
    const { manifest, statement } = bundle;
    return ok({ status: 200, body: { manifest: { ...manifest }, statement, parts: { accounting: document } } });
  }
  const headers = fileHeaders(request.id);
  // Of the file that the contract declares beside its JSON, which alone has a type.
  return ok({ status: 200, headers, base64: true, body: file.toString('base64') as never });
});
