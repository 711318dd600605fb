/** The CDK app: one stage for each file of `tenants/`. Needs neither an AWS account nor a network. */
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundle } from '../lib/bundle/bundle.ts';
import { acknowledge, addRules } from '../lib/nag.ts';
import { placeRiskData } from '../lib/risk-data.ts';
import { readTenants } from '../lib/tenant.ts';
import { TenantStage } from '../lib/tenant-stage.ts';

const app = new App();
addRules(app);
/** Asked for by who has a stack trace to read: `npx cdk synth --quiet --context maps=true` writes dist/maps/. */
const maps = app.node.tryGetContext('maps') === 'true';
const { folder } = await bundle({ maps });
/** The local cloud's address, which has a port that is known only once it starts. */
const issuer: string | undefined = app.node.tryGetContext('issuer');
const tenants = join(import.meta.dirname, '../tenants');
for (const tenant of readTenants(tenants)) {
  const riskData = placeRiskData(tenant, tenants, join(import.meta.dirname, '../dist'));
  acknowledge(new TenantStage(app, { tenant: issuer ? { ...tenant, issuer } : tenant, bundles: folder, riskData }));
}
app.synth();
