// The real deployment against the emulated account: synthesize, bootstrap once, deploy what changed, read the outputs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { clientSettings } from './client-settings.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './credentials.ts';
import type { AwsEnvironment } from './emulator.ts';
import { CHECKOUT } from './paths.ts';
import { Refusal } from './refusal.ts';

const CDK = join(CHECKOUT, 'node_modules/aws-cdk/bin/cdk');
const QUIET = ['--no-notices', '--version-reporting', 'false'];
const BOOTSTRAP_STACK = 'CDKToolkit';

export interface Deployment {
  /** Folder with cdk.json. */
  readonly project: string;
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** File that the CDK's full output is appended to. */
  readonly logFile: string;
  /** Stack patterns, as for `cdk deploy`. */
  readonly stacks: readonly string[];
  /** `iss` of the tokens: the origin that the local cloud is reached at. */
  readonly issuer: string;
  readonly environment: AwsEnvironment;
  readonly log: (line: string) => void;
}

/** Writes the cloud assembly and returns its hash, which changes with every template and every asset. */
export async function synthesize(deployment: Deployment): Promise<string> {
  await cdk(deployment, 'synthesize', [
    'synth',
    '--quiet',
    '--output',
    deployment.assembly,
    '--context',
    `issuer=${deployment.issuer}`,
  ]);
  return hashAssembly(deployment.assembly);
}

/** Templates name their assets by content hash, so their hash covers the functions' code too. */
export function hashAssembly(directory: string): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.template.json', { cwd: directory }).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(directory, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

export async function deploy(deployment: Deployment): Promise<void> {
  const { assembly, stacks, environment } = deployment;
  const app = ['--app', assembly];
  if (!(await describeStacks(environment)).some(({ StackName }) => StackName === BOOTSTRAP_STACK)) {
    await cdk(deployment, 'bootstrap', ['bootstrap', `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`, ...app]);
  }
  const flags = ['--require-approval', 'never', '--progress', 'events', '--concurrency', '4'];
  await cdk(deployment, 'deploy', ['deploy', ...stacks, ...app, ...flags]);
}

/** Outputs of all stacks by key; empty when nothing is deployed. Exports between stacks are left out. */
export async function readOutputs(environment: AwsEnvironment): Promise<Readonly<Record<string, string>>> {
  const outputs = (await describeStacks(environment))
    .filter(({ StackName }) => StackName !== BOOTSTRAP_STACK)
    .flatMap((stack) => stack.Outputs ?? [])
    .filter(({ OutputKey }) => !OutputKey?.startsWith('ExportsOutput'));
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

async function describeStacks(environment: AwsEnvironment): Promise<readonly Stack[]> {
  const client = new CloudFormationClient(clientSettings(environment));
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  return Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
}

/** What names an error; the end, where nothing does. */
function tell(lines: readonly string[]): string[] {
  const errors = lines.filter((line) => /\berror\b|❌/i.test(line));
  return errors.length > 0 ? errors.slice(0, 10) : lines.slice(-15);
}

async function cdk({ project, logFile, environment, log }: Deployment, purpose: string, args: string[]): Promise<void> {
  const file = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, [CDK, ...args, ...QUIET], {
    cwd: project,
    env: { ...process.env, ...environment, AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      file.write(`${line}\n`);
      lines.push(line);
      if (line.includes('✅')) log(line.trim());
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  file.end();
  if (code !== 0) throw new Refusal(`Could not ${purpose} (see ${logFile}):\n${tell(lines).join('\n')}`);
}
