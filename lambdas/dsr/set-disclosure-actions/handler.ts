/** PUT /v1/compliance/disclosure-actions */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../../approval/propose.ts';
import { checkProject, readProject } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeList, listFacts, tellsLess } from '../disclosure-list.ts';
import { listChange, listProposal } from '../disclosure-list-change.ts';
import { listTag, presentList } from '../disclosure-list-schema.ts';
import { getDisclosureList } from '../disclosure-list-store.ts';
import { setDisclosureActionsContract } from './contract.ts';

export const handler = http(setDisclosureActionsContract, async (call) => {
  const { body, request, commit } = call;
  // As it is now: another environment may have asked for two people a moment ago.
  const [project, before] = await Promise.all([readProject(call.project.id), getDisclosureList(call.project.id)]);
  if (!project) return err('conflict');
  const expected = request.headers['if-match'];
  if (expected && expected !== '*' && expected !== listTag(before)) return err('conflict');
  const after = changeList(before, body);
  const looser = tellsLess(before, after);
  const way = looser ? judgeLoosening({ ...call, project }) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, listProposal(project.id, before, after));
    const asked = await commit([change], event);
    if (!asked.ok) return asked;
    const headers = { etag: listTag(before) };
    return ok({ status: 202, headers, body: { ...presentPending(approval), list: presentList(before) } });
  }
  const { changes, event } = listChange(project.id, listFacts(before), after);
  const committed = await commit([...changes, ...(looser ? [checkProject(project)] : [])], event);
  return committed.ok ? ok({ status: 200, headers: { etag: listTag(after) }, body: presentList(after) }) : committed;
});
