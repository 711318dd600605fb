/** GET /v1/projects/me */
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { presentProject } from '../project-schema.ts';
import { getProjectContract } from './contract.ts';

export const handler = http(getProjectContract, async ({ principal, project }) => {
  const keyId = principal.kind === 'secret_key' ? principal.keyId : undefined;
  return ok({ status: 200, body: presentProject(project, keyId, variable('DEPLOYMENT')) });
});
