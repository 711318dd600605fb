/** POST /v1/admin/users/{id}/dsr/amend */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentUser } from '../../user/user-schema.ts';
import { admitCall } from '../admit-call.ts';
import { amend } from '../amendment.ts';
import { amendmentChanges } from '../amendment-changes.ts';
import { recordRequest } from '../record-request.ts';
import { amendUserContract } from './contract.ts';

export const handler = http(amendUserContract, async (call) => {
  const { params, body, project, principal, now, commit } = call;
  const { field, reason } = body;
  const event = { type: 'dsr.amended', target: { type: 'user', id: params.id } } as const;
  const refuse = (reason: string) => commit([], { ...event, outcome: 'denied', reason, detail: { field } });
  const admitted = await admitCall(call, params.id);
  if (!admitted.ok) {
    if (admitted.error !== 'not_found') await refuse(admitted.error);
    return admitted;
  }
  const { user } = admitted.value.subject;
  if (!user) return err('not_found');
  const amended = amend(user, field, body.new_value, now);
  if (!amended.ok)
    return err({ code: 'validation_failed', errors: [{ path: 'body.new_value', message: amended.error }] });

  const made = await amendmentChanges(call, user, amended.value.user, field);
  if (!made.ok) {
    await refuse(made.error);
    return made;
  }
  const content = { requested_by: body.requested_by ?? 'not said', notes: reason };
  const recorded = await recordRequest({ project, principal, now }, admitted.value.whose, {
    kind: 'amend',
    state: 'completed',
    content,
    dsrId: body.dsr_id,
  });
  if (!recorded.ok) return recorded;
  const { request, changes, subject } = recorded.value;
  const { before, after } = amended.value.difference;
  const told = { ...event, detail: { dsr_id: request.id, field } } as const;
  const committed = await commit(
    [...made.value.changes, ...changes],
    [{ ...told, subjects: [{ ...subject, content: { ...subject.content, before, after } }] }, ...made.value.events],
  );
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { dsr_id: request.id, field, user: presentUser(amended.value.user) } });
});
