/** How a project's risk policy is stored: with the project, which every request has at hand. */
import type { Project } from '../project/project.ts';
import { type Change, update } from '../shared/change.ts';
import { projectKey } from '../shared/table.ts';
import type { RiskPolicy } from './risk-policy.ts';

/** Of all who change the project that they read, one succeeds. */
export const putRiskPolicy = ({ id, version }: Project, policy: RiskPolicy): Change<'conflict'> =>
  update(projectKey(id), { risk_policy: policy, version: version + 1 }, { version: version || undefined }, 'conflict');
