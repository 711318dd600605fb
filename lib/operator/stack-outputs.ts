/** What a tenant's deployed stacks say about themselves: names of tables, buckets and functions. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandError } from './command-error.ts';

export const TENANTS = join(import.meta.dirname, '../../tenants');

/** The outputs of the tenant's API stack, by key. */
async function stackOutputs(tenant?: string): Promise<Readonly<Record<string, string>>> {
  const StackName = `${tenant ?? onlyTenant()}-api`;
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

function onlyTenant(): string {
  const names = readdirSync(TENANTS).flatMap((file) => (file.endsWith('.json') ? [basename(file, '.json')] : []));
  const [name] = names;
  if (name && names.length === 1) return name;
  throw new CommandError(`Which tenant? Give --tenant, one of: ${names.join(', ')}.`, 2);
}
