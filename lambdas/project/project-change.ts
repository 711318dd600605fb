/** A change of a project, ready to commit: at once, or when a second person has agreed. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { changeProject, differenceOf, type Project, type ProjectPatch, patchesOf } from './project.ts';
import { readProject, updateProject } from './project-store.ts';

interface ReadyChange {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'project.updated'>;
}

export const projectChange = (before: Project, after: Project, approvalId?: string): ReadyChange => ({
  changes: [updateProject(before, after)],
  event: {
    type: 'project.updated',
    target: { type: 'project', id: before.id },
    detail: { ...differenceOf(before, after), approval_id: approvalId },
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
export async function applyProjectChange({
  id,
  target,
  version,
  after,
}: Approval): Promise<Result<ReadyChange, 'conflict'>> {
  const before = await readProject(target.id);
  if (before?.version !== version) return err('conflict');
  return ok(projectChange(before, changeProject(before, after as ProjectPatch), id));
}
