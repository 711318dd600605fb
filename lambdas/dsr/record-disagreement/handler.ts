/** POST /v1/admin/users/{id}/dsr/disagreement */
import { unwrapSubjectKey } from '../../audit/subject-key.ts';
import { findEvent } from '../../log/event-place-store.ts';
import { getDataKey } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { isId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { admitCall } from '../admit-call.ts';
import { insertDisagreement } from '../disagreement-store.ts';
import { recordRequest } from '../record-request.ts';
import { getRequestOf } from '../request-store.ts';
import { recordDisagreementContract } from './contract.ts';

/** What it disagrees with is there: an event of the project, or a request of this person. */
async function isThere(projectId: string, userId: string, about: string): Promise<boolean> {
  if (isId('event', about)) return (await findEvent(projectId, about)) !== undefined;
  return (await getRequestOf(projectId, about))?.userId === userId;
}

export const handler = http(recordDisagreementContract, async (call) => {
  const { params, body, project, principal, now, commit } = call;
  const { statement, about } = body;
  const target = { type: 'user', id: params.id } as const;
  const admitted = await admitCall(call, params.id);
  if (!admitted.ok) {
    if (admitted.error !== 'not_found')
      await commit([], { type: 'dsr.disagreement.recorded', outcome: 'denied', reason: admitted.error, target });
    return admitted;
  }
  if (about !== undefined && !(await isThere(project.id, params.id, about))) return err('not_found');
  const { whose } = admitted.value;
  const content = { requested_by: body.requested_by ?? 'not said', notes: body.notes };
  const recorded = await recordRequest({ project, principal, now }, whose, {
    kind: 'disagreement',
    state: 'completed',
    content,
    dsrId: body.dsr_id,
  });
  if (!recorded.ok) return recorded;
  const { request, changes, subject } = recorded.value;
  const key = unwrapSubjectKey(whose.wrappedKey, await getDataKey(project), whose.id);
  const created_at = now.toISOString();
  const disagreement = { id: request.id, about: about ?? null, statement, created_at };
  const committed = await commit([...changes, insertDisagreement(whose.id, disagreement, key)], {
    type: 'dsr.disagreement.recorded',
    target,
    detail: { dsr_id: request.id, about },
    subjects: [{ ...subject, content: { ...subject.content, statement } }],
  });
  if (!committed.ok) return committed;
  return ok({ status: 201, body: { dsr_id: request.id, about: about ?? null, created_at } });
});
