/** GET /v1/compliance/drift */
import { readProject } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { presentBelow } from '../preset-schema.ts';
import { readDrift } from '../read-drift.ts';
import { getDriftContract } from './contract.ts';

export const handler = http(getDriftContract, async (call) => {
  // As it is now: what another environment keeps may be ten seconds old.
  const project = await readProject(call.project.id);
  if (!project) return err('not_found');
  const drift = await readDrift(project, call.query.cursor, call.query.limit);
  return ok({
    status: 200,
    body: {
      as_of: call.now.toISOString(),
      preset: project.settings.preset,
      project: drift.project.map(presentBelow),
      organizations: drift.organizations.map(({ organization, below }) => ({
        organization_id: organization.id,
        below: below.map(presentBelow),
      })),
      organizations_checked: drift.looked,
      next_cursor: drift.next ?? null,
    },
  });
});
