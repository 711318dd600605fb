/** GET /v1/operators/me */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { getMyOperatorContract } from './contract.ts';

export const handler = http(getMyOperatorContract, async ({ principal }) =>
  ok({
    status: 200,
    body: {
      user_id: principal.userId,
      project_id: principal.projectId,
      roles: [...principal.roles],
      permissions: [...principal.scopes],
      auth_time: new Date(principal.authTimeMs).toISOString(),
    },
  }),
);
