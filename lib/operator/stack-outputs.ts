/** What a tenant's deployed stacks say about themselves: names of tables, buckets and functions. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { parseTenant } from '../tenant.ts';
import { CommandError } from './command-error.ts';

export const TENANTS = join(import.meta.dirname, '../../tenants');

/** The outputs of the tenant's API stack, by key. AWS is asked in the Region that the tenant's file names. */
async function stackOutputs(tenant = onlyTenant()): Promise<Readonly<Record<string, string>>> {
  const file = join(TENANTS, `${tenant}.json`);
  if (!existsSync(file)) throw new CommandError(`There is no tenants/${tenant}.json.`, 2);
  process.env.AWS_REGION ||= parseTenant(tenant, readFileSync(file, 'utf8')).region;
  const StackName = `${tenant}-api`;
  const { Stacks: [stack] = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName }));
  const outputs = stack?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** One output of it, or what the person can say instead. */
export async function stackOutput(key: string, tenant: string | undefined, option: string): Promise<string> {
  const value = (await stackOutputs(tenant))[key];
  if (!value) throw new CommandError(`The deployed stack has no output ${key}: deploy it again, or give ${option}.`);
  return value;
}

/** The local cloud deploys this one and no other. */
const LOCAL_TENANT = 'demo';
let local = false;

/** From now on `hale` means the tenant of the local cloud, unless it is told another. */
export function preferLocalTenant(): void {
  local = true;
}

/** The tenant that is meant where none is named. */
export function onlyTenant(): string {
  if (local) return LOCAL_TENANT;
  const names = readdirSync(TENANTS).flatMap((file) => (file.endsWith('.json') ? [basename(file, '.json')] : []));
  const [name] = names;
  if (name && names.length === 1) return name;
  throw new CommandError(`Which tenant? Give --tenant, one of: ${names.join(', ')}.`, 2);
}
