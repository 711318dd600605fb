/** Everything that holds state. Deleting the stack deletes none of it, and the stack refuses to be deleted. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { accessLogBucket, archiveBucket, liveBucket } from '../constructs/buckets.ts';
import { cleanupRole, letCleanUp } from '../constructs/cleanup-role.ts';
import { dataKey, hmacKey, signingKey, tokenKeys } from '../constructs/keys.ts';
import { logKeys } from '../constructs/log-keys.ts';
import {
  auditTable,
  controlTable,
  ephemeralTable,
  identityTable,
  lanesTable,
  searchTable,
} from '../constructs/tables.ts';
import type { Data, Deployment } from '../deployment.ts';

export class DataStack extends Stack {
  readonly resources: Data;

  constructor(scope: Construct, id: string, { tenant }: Deployment) {
    super(scope, id, { terminationProtection: true });
    const key = dataKey(this, 'DataKey', tenant);
    const log = accessLogBucket(this, 'AccessLogs', tenant.retentionDays);
    const cleanup = cleanupRole(this, 'Cleanup', tenant);
    this.resources = {
      dataKey: key,
      hmacKey: hmacKey(this, 'HmacKey', tenant),
      tokenKeys: tokenKeys(this, tenant),
      statementKey: signingKey(this, 'StatementKey', tenant, 'Signs statements to people outside'),
      logKeys: logKeys(this, tenant),
      identity: identityTable(this, 'Identity', key),
      ephemeral: ephemeralTable(this, 'Ephemeral', key),
      audit: auditTable(this, 'Audit', key, cleanup),
      lanes: lanesTable(this, 'Lanes', key, cleanup),
      control: controlTable(this, 'Control', key),
      search: searchTable(this, 'Search', key),
      archive: archiveBucket(this, 'Archive', tenant.retentionDays, log),
      live: liveBucket(this, 'Live', key, log),
      cleanup: tenant.cleanUp === 'on' ? cleanup : undefined,
    };
    if (tenant.cleanUp === 'on') letCleanUp(this, 'CleanupPolicy', cleanup, this.resources.audit, key);
  }
}
