/** The stacks of one tenant, in the order in which they are deployed. */
import { Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROUTE_STACK_NAMES } from './areas.ts';
import { TENANT_TAG } from './constructs/keys.ts';
import type { Deployment } from './deployment.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { AuditStack } from './stacks/audit-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { MessageStack } from './stacks/message-stack.ts';
import { RouteStack } from './stacks/route-stack.ts';

export class TenantStage extends Stage {
  readonly data: DataStack;

  constructor(scope: Construct, deployment: Deployment) {
    const { account, region, name } = deployment.tenant;
    super(scope, name, { env: { account, region } });
    Tags.of(this).add(TENANT_TAG, name);
    this.data = new DataStack(this, 'data', deployment);
    const { resources } = new AuditStack(this, 'audit', deployment, this.data);
    new MessageStack(this, 'message', deployment, resources);
    const { api } = new ApiStack(this, 'api', deployment, resources);
    for (const name of ROUTE_STACK_NAMES) new RouteStack(this, name, deployment, resources, api);
  }
}
