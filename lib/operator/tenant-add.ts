/** `hale tenant add`: writes `tenants/<name>.json`, checked as the deployment will check it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIN_RETENTION_DAYS, parseTenant, TenantError } from '../tenant.ts';
import { CommandError } from './command-error.ts';
import { TENANTS } from './stack-outputs.ts';

export interface TenantAddOptions {
  readonly tier: string;
  readonly account: string;
  readonly region: string;
  readonly domain?: string;
  readonly issuer?: string;
  readonly mailFrom?: string;
  readonly privacyOfficer: string;
  readonly alarmContact: readonly string[];
}

/** @param folder where the file is put; the checkout's `tenants/`. */
export async function tenantAdd(name: string, options: TenantAddOptions, folder = TENANTS): Promise<number> {
  const tenant = {
    $schema: '../lib/tenant-schema.json',
    tier: options.tier,
    account: options.account,
    region: options.region,
    domain: options.domain,
    issuer: options.issuer ?? (options.domain && `https://${options.domain}`),
    retentionDays: MIN_RETENTION_DAYS,
    signing: 'strict',
    key: 'own',
    mailFrom: options.mailFrom,
    privacyOfficer: options.privacyOfficer,
    alarmContacts: options.alarmContact,
  };
  const text = `${JSON.stringify(tenant, undefined, 2)}\n`;
  try {
    parseTenant(name, text);
  } catch (cause) {
    if (cause instanceof TenantError) throw new CommandError(cause.message, 2);
    throw cause;
  }
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) throw new CommandError(`tenants/${name}.json exists already: edit it instead.`, 2);
  writeFileSync(file, text);
  console.log(`Wrote tenants/${name}.json. Deploy it with: npx cdk deploy '${name}/*'`);
  return 0;
}
