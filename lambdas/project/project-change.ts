/** A change of a project, ready to commit: at once, or when a second person has agreed. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import { type Gate, requireAgreement } from '../compliance/require-agreement.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { changeProject, differenceOf, type Project, type ProjectPatch, patchesOf } from './project.ts';
import { readProject, updateProject } from './project-store.ts';

interface ReadyChange {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'project.updated'>;
}

/** @param gate of the preset, where the change turns it on. */
export const projectChange = (before: Project, after: Project, gate: Gate, approvalId?: string): ReadyChange => ({
  changes: [updateProject(before, after), ...gate.changes],
  event: {
    type: 'project.updated',
    target: { type: 'project', id: before.id },
    detail: { ...differenceOf(before, after), approval_id: approvalId, agreement_id: gate.agreementId },
  },
});

export const projectProposal = (before: Project, after: Project): Proposal => ({
  kind: 'project_settings',
  target: { type: 'project', id: before.id },
  organizationId: undefined,
  version: before.version,
  ...patchesOf(before, after),
});

/** Of the last approval: applied to the project as it was when it was asked for. */
export async function applyProjectChange(
  { id, target, version, after: patch }: Approval,
  _project: unknown,
  now: Date,
): Promise<Result<ReadyChange, 'conflict' | 'agreement_required'>> {
  const before = await readProject(target.id);
  if (before?.version !== version) return err('conflict');
  const after = changeProject(before, patch as ProjectPatch);
  const gate = await requireAgreement(before, after, now);
  return gate.ok ? ok(projectChange(before, after, gate.value, id)) : gate;
}
