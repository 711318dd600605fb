/**
 * The assets of a deployment and what flows between them (features.md B26), read from its template: `hipaa/inventory.json`.
 * Names, hashes and the account are left out, so that every deployment of the same sources has the same inventory.
 */
import { routes } from '../../lambdas/routes.ts';
import { type Trigger, triggers } from '../../lambdas/triggers.ts';
import { FUNCTIONS } from '../../lib/bundle/bundle.ts';
import { pascal } from '../../lib/constructs/lambda.ts';
import { SERVICES, serviceOf } from '../../lib/hipaa-eligible.ts';
import { find, type Templates } from '../template/templates.ts';
import { type Described, describe } from './described.ts';
import { type Flow, flowsOf, type How, nameOf } from './flows.ts';

export interface Store extends Described {
  readonly name: string;
  readonly stack: string;
  readonly type: string;
  readonly kept: Readonly<Record<string, unknown>>;
}

export interface FunctionAsset {
  readonly id: string;
  readonly stack: string;
  readonly summary: string;
  /** Routes, or what else starts it. */
  readonly startedBy: readonly string[];
  /** Who may: principals of its contracts, `stream`, `clock` or `deployer`. */
  readonly callers: readonly string[];
  /** Name of a store, or of a place outside, → what it does there. */
  readonly flows: Readonly<Record<string, readonly How[]>>;
}

export interface Inventory {
  readonly services: readonly { readonly name: string; readonly resources: number }[];
  readonly stacks: readonly { readonly name: string; readonly resources: number; readonly functions: number }[];
  readonly stores: readonly Store[];
  readonly functions: readonly FunctionAsset[];
}

type Properties = Readonly<Record<string, unknown>>;
const read = (properties: Properties, pattern: RegExp): string | undefined =>
  pattern.exec(JSON.stringify(properties))?.[1];

/** What the template says of how each kind is kept. */
const KEPT: Readonly<Record<string, (properties: Properties) => Record<string, unknown>>> = {
  'AWS::DynamoDB::GlobalTable': (all) => ({
    encryption: read(all, /"SSEType":"(\w+)"/),
    point_in_time_recovery: read(all, /"PointInTimeRecoveryEnabled":(true|false)/) === 'true',
    protected_from_deletion: read(all, /"DeletionProtectionEnabled":(true|false)/) === 'true',
    forgets_rows: all.TimeToLiveSpecification !== undefined,
    stream: read(all, /"StreamViewType":"(\w+)"/),
  }),
  'AWS::S3::Bucket': (all) => ({
    encryption: read(all, /"SSEAlgorithm":"([\w:]+)"/),
    versioned: read(all, /"VersioningConfiguration":\{"Status":"(\w+)"/) === 'Enabled',
    locked: read(all, /"Mode":"(\w+)"/),
    locked_days: Number(read(all, /"Days":(\d+)/)) || undefined,
  }),
  'AWS::KMS::Key': (all) => ({
    kind: all.KeySpec ?? 'SYMMETRIC_DEFAULT',
    use: all.KeyUsage ?? 'ENCRYPT_DECRYPT',
    rotates: all.EnableKeyRotation === true,
    enabled: all.Enabled !== false,
  }),
  'AWS::SNS::Topic': (all) => ({ encryption: all.KmsMasterKeyId ? 'KMS' : undefined }),
  'AWS::SQS::Queue': (all) => ({
    encryption: all.KmsMasterKeyId ? 'KMS' : undefined,
    keeps_days: Number(all.MessageRetentionPeriod) / 86_400,
  }),
};

/** `demo-sign-in` of the tenant `demo` is `sign-in`. */
const stackName = ({ tenants }: Templates, stack: string): string => {
  const tenant = tenants.find(({ name }) => stack.startsWith(`${name}-`));
  return tenant ? stack.slice(tenant.name.length + 1) : stack;
};

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

function storesOf(templates: Templates): Store[] {
  return Object.entries(KEPT).flatMap(([type, kept]) =>
    find(templates, type)
      .map(({ stack, id, Properties, DeletionPolicy }) => {
        const outlives = { outlives_its_stack: DeletionPolicy === 'Retain' };
        const name = nameOf(id);
        return {
          name,
          stack: stackName(templates, stack),
          type,
          ...describe(name),
          kept: { ...kept(Properties), ...outlives },
        };
      })
      .sort(byName),
  );
}

function startsOf(id: string): Pick<FunctionAsset, 'startedBy' | 'callers'> {
  const trigger = (triggers as Readonly<Record<string, Trigger>>)[id];
  if (!trigger) {
    const own = Object.entries(routes).filter(([, route]) => route.id === id);
    const callers = [...new Set(own.flatMap(([, { contract }]) => contract.auth as readonly string[]))].sort();
    return { startedBy: own.map(([name]) => name), callers };
  }
  const { source } = trigger;
  if ('stream' in source)
    return { startedBy: [`stream of ${source.stream}: ${source.on.join(', ')}`], callers: ['stream'] };
  if ('everyMinutes' in source) return { startedBy: [`clock, every ${source.everyMinutes} min`], callers: ['clock'] };
  return { startedBy: ['lambda:InvokeFunction'], callers: ['deployer'] };
}

function byPlace(flows: readonly Flow[]): Record<string, How[]> {
  const places = Map.groupBy(flows, ({ to }) => to);
  return Object.fromEntries([...places].map(([to, ones]) => [to, ones.map(({ how }) => how)]));
}

function functionsOf(templates: Templates): FunctionAsset[] {
  const flows = flowsOf(templates);
  const ids = new Map(FUNCTIONS.map((id) => [`${pascal(id)}Function`, id]));
  return find(templates, 'AWS::Lambda::Function')
    .map(({ stack, id: logical, Properties }) => {
      const id = ids.get(nameOf(logical));
      if (!id) throw new Error(`the template has a function ${logical} that no route and no trigger names`);
      const role = String(Properties.Role).split('role/')[1] ?? '';
      const summary = String(Properties.Description);
      return {
        id,
        stack: stackName(templates, stack),
        summary,
        ...startsOf(id),
        flows: byPlace(flows.get(role) ?? []),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function inventoryOf(templates: Templates): Inventory {
  const functions = functionsOf(templates);
  const types = Object.values(templates.stacks).flatMap((one) => Object.values(one).map(({ Type }) => Type));
  const ofService = (name: string) => types.filter((type) => serviceOf(type)?.name === name).length;
  return {
    services: SERVICES.map(({ name }) => ({ name, resources: ofService(name) })),
    stacks: Object.entries(templates.stacks).map(([stack, resources]) => {
      const name = stackName(templates, stack);
      const own = functions.filter((one) => one.stack === name);
      return { name, resources: Object.keys(resources).length, functions: own.length };
    }),
    stores: storesOf(templates),
    functions,
  };
}

/** One asset a line, so that a change of one is a change of one line. */
export function inventoryText(inventory: Inventory): string {
  const lists = Object.entries(inventory).map(([name, ones]: [string, readonly unknown[]]) => {
    return `  ${JSON.stringify(name)}: [\n${ones.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
  });
  return `{\n${lists.join(',\n')}\n}\n`;
}
