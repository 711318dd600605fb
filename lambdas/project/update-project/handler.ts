/** PATCH /v1/projects/me */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../../approval/propose.ts';
import { turnPresetOn } from '../../compliance/preset.ts';
import { requireAgreement } from '../../compliance/require-agreement.ts';
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { changeProject, differenceOf, isLooseningProject } from '../project.ts';
import { projectChange, projectProposal } from '../project-change.ts';
import { presentProject } from '../project-schema.ts';
import { forgetProject, readProject } from '../project-store.ts';
import { contradictionIn } from '../settings.ts';
import { updateProjectContract } from './contract.ts';

export const handler = http(updateProjectContract, async (call) => {
  const { body, principal, commit } = call;
  const before = await readProject(call.project.id);
  if (!before) return err('not_found');
  const raised = turnPresetOn(before, changeProject(before, body), body);
  if (!raised.ok || contradictionIn(raised.value.settings, before.environment)) return err('settings_contradictory');
  const after = raised.value;
  const keyId = principal.kind === 'secret_key' ? principal.keyId : undefined;
  const present = (project: typeof before) => presentProject(project, keyId, variable('DEPLOYMENT'));
  if (differenceOf(before, after).changed.length === 0) return ok({ status: 200, body: present(before) });

  const gate = await requireAgreement(before, after, call.now);
  if (!gate.ok) return gate;
  const way = isLooseningProject(before, after) ? judgeLoosening({ ...call, project: before }) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, projectProposal(before, after), differenceOf(before, after));
    const asked = await commit([change], event);
    if (!asked.ok) return asked;
    return ok({ status: 202, body: { ...presentPending(approval), project: present(before) } });
  }
  const { changes, event } = projectChange(before, after, gate.value);
  const committed = await commit(changes, event);
  forgetProject(before.id);
  return committed.ok ? ok({ status: 200, body: present(after) }) : committed;
});
