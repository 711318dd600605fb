/** GET /v1/risk/policy */
import { readProject } from '../../project/project-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { riskPolicyOf } from '../risk-policy-change.ts';
import { presentRiskPolicy, riskPolicyTag } from '../risk-policy-schema.ts';
import { getRiskPolicyContract } from './contract.ts';

export const handler = http(getRiskPolicyContract, async ({ project }) => {
  const found = await readProject(project.id);
  if (!found) return err('not_found');
  const policy = riskPolicyOf(found);
  return ok({ status: 200, headers: { etag: riskPolicyTag(policy) }, body: presentRiskPolicy(policy) });
});
