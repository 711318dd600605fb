/**
 * Synthesizes tenants as `bin/app.ts` does, and reads their templates with every reference made a plausible name. The code
 * of functions is left out: a template tells nothing of it but its hash.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FUNCTIONS } from '../../lib/bundle/bundle.ts';
import type { Deployment } from '../../lib/deployment.ts';
import { acknowledge } from '../../lib/nag.ts';
import type { Tenant } from '../../lib/tenant.ts';
import { TenantStage } from '../../lib/tenant-stage.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The feature flags of cdk.json. */
export const CONTEXT: Record<string, unknown> = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')).context;

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, Json>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, { Value: Json; Export?: { Name: string } }>;
}

export interface Synthesis {
  readonly app: App;
  /** Stack name → logical id → resource, references resolved. */
  readonly stacks: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  /** Stack name → names of the outputs that are for people and tools. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
}

export interface Found extends Resource {
  readonly stack: string;
  readonly id: string;
}

/** Stands for the built functions: templates tell nothing of them but their hashes. */
function stubs(folder: string): string {
  for (const id of FUNCTIONS) {
    mkdirSync(join(folder, id), { recursive: true });
    writeFileSync(join(folder, id, 'index.mjs'), `export const handler = () => '${id}';\n`);
  }
  return folder;
}

/** @param prepare what is done to each stage before synthesis. @param more what each deployment has besides. */
export function synthesizeWith(
  prepare: (stage: TenantStage) => void,
  tenants: readonly Tenant[],
  more: Pick<Deployment, 'riskData'> = {},
): Synthesis {
  const out = mkdtempSync(join(tmpdir(), 'hale-synthesis-'));
  try {
    const bundles = stubs(join(out, 'lambdas'));
    const app = new App({ context: CONTEXT, analyticsReporting: false, outdir: join(out, 'cdk.out') });
    for (const one of tenants) prepare(new TenantStage(app, { tenant: one, bundles, ...more }));
    const templates: Record<string, Template> = {};
    for (const { nestedAssembly } of app.synth().nestedAssemblies) {
      for (const { stackName, template } of nestedAssembly.stacks)
        templates[stackName] = { Resources: {}, ...template };
    }
    const outputs = Object.entries(templates).map(([stack, { Outputs = {} }]) => {
      return [stack, Object.keys(Outputs).filter((name) => !Outputs[name]?.Export)] as const;
    });
    return { app, stacks: resolve(templates, tenants), outputs: Object.fromEntries(outputs) };
  } finally {
    rmSync(out, { recursive: true });
  }
}

export const synthesize = (...tenants: readonly Tenant[]): Synthesis => synthesizeWith(acknowledge, tenants);

export function find({ stacks }: Pick<Synthesis, 'stacks'>, type: string): Found[] {
  return Object.entries(stacks).flatMap(([stack, resources]) =>
    Object.entries(resources).flatMap(([id, resource]) => (resource.Type === type ? [{ ...resource, stack, id }] : [])),
  );
}

/** What `Ref` and `Fn::GetAtt` give for a resource: names made of stack and logical id. */
function nameOf(type: string, stack: string, id: string, attribute: string, { account, region }: Tenant): string {
  const name = `${stack}-${id}`;
  const at = (service: string, path: string) => `arn:aws:${service}:${region}:${account}:${path}`;
  const arns: Record<string, string> = {
    'AWS::DynamoDB::GlobalTable': at('dynamodb', `table/${name}`),
    'AWS::KMS::Key': at('kms', `key/${name}`),
    'AWS::S3::Bucket': `arn:aws:s3:::${name.toLowerCase()}`,
    'AWS::SQS::Queue': at('sqs', name),
    'AWS::SNS::Topic': at('sns', name),
    'AWS::Logs::LogGroup': at('logs', `log-group:${name}:*`),
    'AWS::IAM::Role': `arn:aws:iam::${account}:role/${name}`,
    'AWS::Lambda::Function': at('lambda', `function:${name}`),
  };
  if (attribute === 'StreamArn') return `${arns[type]}/stream/2026-01-01T00:00:00.000`;
  if (attribute === 'Arn' || type === 'AWS::SNS::Topic') return arns[type] ?? `${type}/${name}`;
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}

export function resolve(templates: Record<string, Template>, tenants: readonly Tenant[]): Synthesis['stacks'] {
  const exported = new Map<string, { stack: string; value: Json }>();
  for (const [stack, { Outputs = {} }] of Object.entries(templates)) {
    for (const { Value, Export } of Object.values(Outputs)) {
      if (Export) exported.set(Export.Name, { stack, value: Value });
    }
  }
  const reference = (stack: string, id: string, attribute: string): Json => {
    const type = templates[stack]?.Resources[id]?.Type;
    const owner = tenants.find(({ name }) => stack.startsWith(`${name}-`));
    return type && owner ? nameOf(type, stack, id, attribute, owner) : `${id}.${attribute}`;
  };
  const plain = (stack: string, value: Json): Json => {
    if (Array.isArray(value)) return value.map((one) => plain(stack, one));
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.Ref === 'string') return reference(stack, value.Ref, 'Ref');
    const got = value['Fn::GetAtt'];
    if (Array.isArray(got)) return reference(stack, String(got[0]), String(got[1]));
    const joined = value['Fn::Join'];
    if (Array.isArray(joined)) return (plain(stack, joined[1] ?? []) as Json[]).join(String(joined[0]));
    const imported = exported.get(String(value['Fn::ImportValue']));
    if (imported) return plain(imported.stack, imported.value);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(stack, one)]));
  };
  return Object.fromEntries(
    Object.entries(templates).map(([stack, { Resources }]) => [
      stack,
      plain(stack, Resources as unknown as Json) as unknown as Record<string, Resource>,
    ]),
  );
}
