/**
 * The whole HTTP surface, one line an endpoint: 'METHOD /path' → folder and contract.
 * API Gateway, bundles, IAM grants, environment variables, the OpenAPI document and the tests are made from this table.
 */

import { getProjectContract } from './project/get-project/contract.ts';
import type { Contract } from './shared/contract.ts';

export interface Route {
  /** Folder under `lambdas/`. */
  readonly id: string;
  readonly contract: Contract;
}

export const routes = {
  'GET /v1/projects/me': { id: 'project/get-project', contract: getProjectContract },
} as const satisfies Record<string, Route>;
