/**
 * The whole HTTP surface, one line an endpoint: 'METHOD /path' → folder and contract.
 * API Gateway, bundles, IAM grants, environment variables, the OpenAPI document and the tests are made from this table.
 */

import { createApiKeyContract } from './api-key/create-api-key/contract.ts';
import { revokeApiKeyContract } from './api-key/revoke-api-key/contract.ts';
import { listEventsContract } from './audit/list-events/contract.ts';
import { createMembershipContract } from './membership/create-membership/contract.ts';
import { deleteMembershipContract } from './membership/delete-membership/contract.ts';
import { listMembershipsContract } from './membership/list-memberships/contract.ts';
import { updateMembershipContract } from './membership/update-membership/contract.ts';
import { getHealthContract } from './meta/get-health/contract.ts';
import { getOpenapiContract } from './meta/get-openapi/contract.ts';
import { createOrganizationContract } from './organization/create-organization/contract.ts';
import { deleteOrganizationContract } from './organization/delete-organization/contract.ts';
import { getOrganizationContract } from './organization/get-organization/contract.ts';
import { getPolicyContract } from './organization/get-policy/contract.ts';
import { listOrganizationsContract } from './organization/list-organizations/contract.ts';
import { updateOrganizationContract } from './organization/update-organization/contract.ts';
import { updatePolicyContract } from './organization/update-policy/contract.ts';
import { getProjectContract } from './project/get-project/contract.ts';
import type { Contract } from './shared/contract.ts';
import { createUserContract } from './user/create-user/contract.ts';
import { deleteUserContract } from './user/delete-user/contract.ts';
import { getUserContract } from './user/get-user/contract.ts';
import { listUserMembershipsContract } from './user/list-user-memberships/contract.ts';
import { listUsersContract } from './user/list-users/contract.ts';
import { updateUserContract } from './user/update-user/contract.ts';

export interface Route {
  /** Folder under `lambdas/`. Two routes may name one folder: then one function serves both. */
  readonly id: string;
  readonly contract: Contract;
}

export const routes = {
  'GET /v1/projects/me': { id: 'project/get-project', contract: getProjectContract },
  'GET /v1/health': { id: 'meta/get-health', contract: getHealthContract },
  'GET /v1/openapi.json': { id: 'meta/get-openapi', contract: getOpenapiContract },

  'POST /v1/api-keys': { id: 'api-key/create-api-key', contract: createApiKeyContract },
  'DELETE /v1/api-keys/{id}': { id: 'api-key/revoke-api-key', contract: revokeApiKeyContract },

  'POST /v1/users': { id: 'user/create-user', contract: createUserContract },
  'GET /v1/users': { id: 'user/list-users', contract: listUsersContract },
  'GET /v1/users/{id}': { id: 'user/get-user', contract: getUserContract },
  'PATCH /v1/users/{id}': { id: 'user/update-user', contract: updateUserContract },
  'DELETE /v1/users/{id}': { id: 'user/delete-user', contract: deleteUserContract },
  'GET /v1/users/{id}/memberships': { id: 'user/list-user-memberships', contract: listUserMembershipsContract },

  'POST /v1/organizations': { id: 'organization/create-organization', contract: createOrganizationContract },
  'GET /v1/organizations': { id: 'organization/list-organizations', contract: listOrganizationsContract },
  'GET /v1/organizations/{id}': { id: 'organization/get-organization', contract: getOrganizationContract },
  'PATCH /v1/organizations/{id}': { id: 'organization/update-organization', contract: updateOrganizationContract },
  'DELETE /v1/organizations/{id}': { id: 'organization/delete-organization', contract: deleteOrganizationContract },

  'POST /v1/organizations/{org}/memberships': {
    id: 'membership/create-membership',
    contract: createMembershipContract,
  },
  'GET /v1/organizations/{org}/memberships': { id: 'membership/list-memberships', contract: listMembershipsContract },
  'PATCH /v1/organizations/{org}/memberships/{id}': {
    id: 'membership/update-membership',
    contract: updateMembershipContract,
  },
  'DELETE /v1/organizations/{org}/memberships/{id}': {
    id: 'membership/delete-membership',
    contract: deleteMembershipContract,
  },

  'GET /v1/organizations/{org}/policy': { id: 'organization/get-policy', contract: getPolicyContract },
  'PUT /v1/organizations/{org}/policy': { id: 'organization/update-policy', contract: updatePolicyContract },
  'GET /v1/session/orgs/{org}/policy': { id: 'organization/get-policy', contract: getPolicyContract },
  'PUT /v1/session/orgs/{org}/policy': { id: 'organization/update-policy', contract: updatePolicyContract },

  'GET /v1/events': { id: 'audit/list-events', contract: listEventsContract },
} as const satisfies Record<string, Route>;
