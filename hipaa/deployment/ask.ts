/** `npm run hipaa -- live`: every check over a deployment that runs, on AWS or the local cloud, reading alone. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandError } from '../../lib/operator/command-error.ts';
import { useLocalAccount } from '../../lib/operator/local-account.ts';
import { onlyTenant, TENANTS } from '../../lib/operator/stack-outputs.ts';
import { parseTenant } from '../../lib/tenant.ts';
import { passes } from '../check.ts';
import { manifestOf } from '../evidence.ts';
import type { Found } from '../findings-folder.ts';
import { AWS_ALONE, LIVE_CHECKS, type LiveCheckId, lookAt } from '../live-checks.ts';
import { clientsOf, type Live } from './live.ts';

interface Options {
  readonly tenant?: string;
  readonly local?: boolean;
  readonly address?: string;
  readonly out?: string;
}

async function find({ tenant: name, local = false, address }: Options): Promise<Live> {
  if (local) useLocalAccount();
  const chosen = name ?? onlyTenant();
  const file = join(TENANTS, `${chosen}.json`);
  if (!existsSync(file)) throw new CommandError(`There is no tenants/${chosen}.json.`, 2);
  const tenant = parseTenant(chosen, readFileSync(file, 'utf8'));
  process.env.AWS_REGION ||= tenant.region;
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const clients = clientsOf({ region: tenant.region, ...(endpoint !== undefined && { endpoint }) });
  const { Stacks: [stack] = [] } = await clients.cloudformation.send(
    new DescribeStacksCommand({ StackName: `${tenant.name}-api` }),
  );
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  const more: Record<string, string> = endpoint === undefined ? {} : { ApiAddress: endpoint };
  return { tenant, outputs: { ...outputs, ...more }, address: address ?? tenant.issuer, clients };
}

/** @returns whether every check passed. */
export async function askDeployment(options: Options): Promise<boolean> {
  const live = await find(options);
  const left: readonly string[] = options.local ? AWS_ALONE : [];
  const ids = (Object.keys(LIVE_CHECKS) as LiveCheckId[]).filter((id) => !left.includes(id));
  const findings: Record<string, Found> = {};
  for (const [index, id] of ids.entries()) {
    const found = await lookAt(live, id);
    findings[id] = found;
    const verdict = passes(found) ? 'ok    ' : 'FAILED';
    console.log(`${index + 1} of ${ids.length} ${verdict} ${id} (${found.looked} looked at): ${found.says}`);
    for (const line of found.wrong) console.log(`  ${line}`);
  }
  const { name, account, region } = live.tenant;
  const folder = options.out ?? join(TENANTS, '../dist', `hipaa-evidence-${name}`);
  mkdirSync(folder, { recursive: true });
  const asked = {
    tenant: name,
    account,
    region,
    local: options.local === true,
    at: new Date().toISOString(),
    findings,
  };
  writeFileSync(join(folder, 'live.json'), `${JSON.stringify(asked, null, 2)}\n`);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify({ files: manifestOf(folder) }, null, 2)}\n`);
  console.log(`Evidence in ${folder}`);
  return Object.values(findings).every(passes);
}
