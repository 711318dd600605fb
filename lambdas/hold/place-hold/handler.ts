/** POST /v1/holds */
import { projectOfScope } from '../../audit/event-store.ts';
import { getOrganizationOf } from '../../organization/organization-store.ts';
import type { Project } from '../../project/project.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { byOf } from '../../shared/principal.ts';
import { err, ok } from '../../shared/result.ts';
import { findSubject } from '../../user/find-subject.ts';
import { type HoldTarget, newHold } from '../hold.ts';
import { placed } from '../hold-events.ts';
import { presentHold } from '../hold-schema.ts';
import { insertHold, readGuard, type Touched } from '../hold-store.ts';
import { placeHoldContract } from './contract.ts';

/** Whether it is there in this project, and the row that can be deleted, if it has one. */
async function findTarget({ type, id }: HoldTarget, project: Project): Promise<{ touched?: Touched } | undefined> {
  if (type === 'project') return id === project.id ? {} : undefined;
  if (type === 'organization') {
    const organization = await getOrganizationOf(project.id, id);
    if (organization) return { touched: { kind: type, id, version: organization.version } };
    // Also an organization that was deleted has its log.
    return (await projectOfScope(id)) === project.id ? {} : undefined;
  }
  const subject = await findSubject(project, id);
  return subject && (subject.user ? { touched: { kind: type, id, version: subject.user.version } } : {});
}

export const handler = http(placeHoldContract, async ({ body, principal, project, now, commit }) => {
  const [guard, found] = await Promise.all([readGuard(project.id), findTarget(body.target, project)]);
  if (!found) return err('not_found');
  const hold = newHold(body, newId('hold', now), project.id, byOf(principal), now);
  const committed = await commit(insertHold(hold, guard, found.touched), placed(hold, principal));
  return committed.ok ? ok({ status: 201, body: presentHold(hold) }) : committed;
});
