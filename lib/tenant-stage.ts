/** The stacks of one tenant, in the order in which they are deployed. */
import { Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROUTE_STACK_NAMES, TRIGGER_STACK_NAMES } from './areas.ts';
import { TENANT_TAG } from './constructs/keys.ts';
import type { Deployment } from './deployment.ts';
import { ineligible } from './hipaa-eligible.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { AuditStack } from './stacks/audit-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { RouteStack } from './stacks/route-stack.ts';
import { TriggerStack } from './stacks/trigger-stack.ts';
import type { Tenant } from './tenant.ts';

export class TenantStage extends Stage {
  readonly tenant: Tenant;
  readonly data: DataStack;

  constructor(scope: Construct, deployment: Deployment) {
    const { account, region, name } = deployment.tenant;
    super(scope, name, { env: { account, region } });
    this.tenant = deployment.tenant;
    Tags.of(this).add(TENANT_TAG, name);
    this.data = new DataStack(this, 'data', deployment);
    const { resources } = new AuditStack(this, 'audit', deployment, this.data);
    for (const stack of TRIGGER_STACK_NAMES) {
      if (stack !== 'audit') new TriggerStack(this, stack, deployment, resources);
    }
    const { api } = new ApiStack(this, 'api', deployment, resources);
    for (const stack of ROUTE_STACK_NAMES) new RouteStack(this, stack, deployment, resources, api);
    this.node.addValidation({ validate: () => ineligible(this) });
  }
}
