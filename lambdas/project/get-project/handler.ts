/** GET /v1/projects/me */
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { getProjectContract } from './contract.ts';

export const handler = http(getProjectContract, async ({ principal, project }) =>
  ok({
    status: 200,
    body: {
      id: project.id,
      tenant_id: project.tenantId,
      name: project.name,
      environment: project.environment,
      created_at: project.createdAt,
      api_key_id: principal.keyId,
      tenant: { name: variable('DEPLOYMENT') },
    },
  }),
);
