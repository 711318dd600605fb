/** POST /v1/compliance/preset */
import { projectChange } from '../../project/project-change.ts';
import { forgetProject, readProject } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { projectDifference, raiseToPreset } from '../preset.ts';
import { organizationDifferences } from '../preset-difference.ts';
import { requireAgreement } from '../require-agreement.ts';
import { setPresetContract } from './contract.ts';

export const handler = http(setPresetContract, async ({ body, project: { id }, now, commit }) => {
  const before = await readProject(id);
  if (!before) return err('not_found');
  const after = { ...raiseToPreset(before), version: before.version + 1 };
  const [gate, organizations] = await Promise.all([
    requireAgreement(before, after, now),
    organizationDifferences(before, after),
  ]);
  if (!gate.ok) return gate;
  const project = projectDifference(before, after);
  const { agreementId } = gate.value;
  if (!body.dry_run && project.length > 0) {
    const { changes, event } = projectChange(before, after, gate.value);
    const committed = await commit(changes, event);
    forgetProject(id);
    if (!committed.ok) return committed;
  }
  const applied = !body.dry_run;
  return ok({
    status: 200,
    body: { preset: 'hipaa', applied, agreement_id: agreementId ?? null, project, ...organizations },
  });
});
