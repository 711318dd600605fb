/** The CDK app: one stage for each file of `tenants/`. Needs neither an AWS account nor a network. */
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundle } from '../lib/bundle/bundle.ts';
import { readTenants } from '../lib/tenant.ts';
import { TenantStage } from '../lib/tenant-stage.ts';

const app = new App();
const { folder } = await bundle();
for (const tenant of readTenants(join(import.meta.dirname, '../tenants')))
  new TenantStage(app, { tenant, bundles: folder });
app.synth();
