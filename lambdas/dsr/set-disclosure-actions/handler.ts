/** PUT /v1/compliance/disclosure-actions */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../../approval/propose.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeList, listFacts, tellsLess } from '../disclosure-list.ts';
import { listChange, listProposal } from '../disclosure-list-change.ts';
import { listTag, presentList } from '../disclosure-list-schema.ts';
import { getDisclosureList } from '../disclosure-list-store.ts';
import { setDisclosureActionsContract } from './contract.ts';

export const handler = http(setDisclosureActionsContract, async (call) => {
  const { body, project, request, commit } = call;
  const before = await getDisclosureList(project.id);
  const expected = request.headers['if-match'];
  if (expected && expected !== '*' && expected !== listTag(before)) return err('conflict');
  const after = changeList(before, body);
  const way = tellsLess(before, after) ? judgeLoosening(call) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, listProposal(project.id, before, after));
    const asked = await commit([change], event);
    if (!asked.ok) return asked;
    const headers = { etag: listTag(before) };
    return ok({ status: 202, headers, body: { ...presentPending(approval), list: presentList(before) } });
  }
  const { changes, event } = listChange(project.id, listFacts(before), after);
  const committed = await commit(changes, event);
  return committed.ok ? ok({ status: 200, headers: { etag: listTag(after) }, body: presentList(after) }) : committed;
});
