/**
 * The role that alone may remove rows of the audit table (features.md A13). A person with MFA may take it and finds it
 * empty, until the tenant turns the clean-up on: then it may remove rows of that one table, and the function of the
 * clean-up may take it too. No function of the API ever may.
 */
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, CompositePrincipal, ManagedPolicy, type PrincipalBase, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Tenant } from '../tenant.ts';
import { allow, through } from './grant.ts';
import { TENANT_TAG } from './keys.ts';

/** On the role of the one function that declares `cleanup:assume`. */
export const CLEAN_UP_TAG = 'hale:clean-up';

export function cleanupRole(scope: Construct, id: string, { name, cleanUp }: Tenant): Role {
  const person = new AccountRootPrincipal().withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
  const clock = new AccountRootPrincipal().withConditions({
    StringEquals: { [`aws:PrincipalTag/${TENANT_TAG}`]: name, [`aws:PrincipalTag/${CLEAN_UP_TAG}`]: 'on' },
  });
  const assumedBy: PrincipalBase = cleanUp === 'on' ? new CompositePrincipal(person, clock) : person;
  return new Role(scope, id, {
    description: 'Alone may remove audit rows; assumed by a person with MFA, and by the clean-up where it is on',
    assumedBy,
  });
}

/** A policy of its own: the table's policy names the role, so the role's cannot name the table. */
export function letCleanUp(scope: Construct, id: string, role: Role, audit: ITableV2, key: IKey): void {
  new ManagedPolicy(scope, id, {
    roles: [role],
    statements: [
      allow([audit.tableArn], ['dynamodb:DeleteItem']),
      through('dynamodb', key, 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'),
    ],
  });
}
