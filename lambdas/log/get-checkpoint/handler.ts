/** GET /v1/audit-log/checkpoint */
import { getOrganizationOf } from '../../organization/organization-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { readPublished } from '../published-store.ts';
import { getCheckpointContract } from './contract.ts';

export const handler = http(getCheckpointContract, async ({ query, project }) => {
  const { organization_id: organizationId } = query;
  if (organizationId && !(await getOrganizationOf(project.id, organizationId))) return err('not_found');
  const published = await readPublished(organizationId ?? project.id);
  if (!published) return err('not_archived_yet');
  const { checkpoint, note, vkey, vkeys } = published;
  return ok({
    status: 200,
    body: {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: Buffer.from(checkpoint.root).toString('base64'),
      checkpoint: note,
      verifier_key: vkey,
      verifier_keys: [...vkeys],
    },
  });
});
