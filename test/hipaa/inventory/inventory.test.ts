/** The inventory and the data-flow map are the template's, whole, and tell when anything of it changes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { dataFlow } from '../../../hipaa/inventory/data-flow.ts';
import { flowsOf, nameOf } from '../../../hipaa/inventory/flows.ts';
import { type Inventory, inventoryOf, inventoryText } from '../../../hipaa/inventory/inventory.ts';
import { referenceTemplates } from '../../../hipaa/inventory/reference.ts';
import { find, type Templates } from '../../../hipaa/template/templates.ts';
import { routes } from '../../../lambdas/routes.ts';
import { triggers } from '../../../lambdas/triggers.ts';

interface Policies {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: object[] } }[];
}

let templates: Templates;
let inventory: Inventory;
beforeAll(() => {
  templates = referenceTemplates();
  inventory = inventoryOf(templates);
});

test('hipaa/inventory.json is what the template says: after a change of it, run this with -u', async () => {
  await expect(inventoryText(inventory)).toMatchFileSnapshot('../../../hipaa/inventory.json');
});

test('hipaa/data-flow.svg is drawn from it: after a change of it, run this with -u', async () => {
  await expect(dataFlow(inventory)).toMatchFileSnapshot('../../../hipaa/data-flow.svg');
});

describe('nothing is left out', () => {
  test('every function, route and trigger is there, once', () => {
    const started = inventory.functions.flatMap(({ startedBy }) => startedBy);
    for (const name of Object.keys(routes)) expect(started.filter((one) => one === name)).toHaveLength(1);
    const ids = inventory.functions.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(triggers)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every table, bucket, key, queue and topic is there', () => {
    const types = ['DynamoDB::GlobalTable', 'S3::Bucket', 'KMS::Key', 'SQS::Queue', 'SNS::Topic'];
    const wanted = types.flatMap((type) => find(templates, `AWS::${type}`).map(({ id }) => nameOf(id)));
    expect(inventory.stores.map(({ name }) => name).sort()).toEqual(wanted.sort());
  });

  test('what a policy permits is a flow: each place that a role names is one of those that are drawn or listed', () => {
    const places = new Set(inventory.functions.flatMap(({ flows }) => Object.keys(flows)));
    const known = [...inventory.stores.map(({ name }) => name), 'Mail', 'Text messages', "Customer's SIEM"];
    expect([...places].filter((place) => !known.includes(place))).toEqual([]);
    const flows = flowsOf(templates);
    expect([...flows.values()].filter((own) => own.length === 0).length).toBeLessThan(flows.size / 10);
  });

  test.each([
    ['identity:write', 'Identity', 'writes'],
    ['identity:read', 'Identity', 'reads'],
    ['audit:append', 'Audit', 'writes'],
    ['archive:read', 'Archive', 'reads'],
    ['mail:send', 'Mail', 'writes'],
  ] as const)('who declares %s has a flow to %s', (access, place, how) => {
    const declaring = Object.entries(triggers).flatMap(([id, trigger]) =>
      (trigger.access as readonly string[]).includes(access) ? [id] : [],
    );
    expect(declaring.length).toBeGreaterThan(0);
    for (const id of declaring)
      expect(inventory.functions.find((one) => one.id === id)?.flows[place], id).toContain(how);
  });
});

describe('a change of the template is seen', () => {
  const changed = (change: (stacks: Record<string, Record<string, { Type: string; Properties: object }>>) => void) => {
    const stacks = structuredClone(templates.stacks) as never;
    change(stacks);
    return () => inventoryText(inventoryOf({ ...templates, stacks }));
  };

  test('one permission more', () => {
    const [table] = find(templates, 'AWS::DynamoDB::GlobalTable').filter(({ id }) => id.startsWith('Search'));
    const [role] = find(templates, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('MessageDeliver'));
    const text = changed((stacks) => {
      const found = stacks[role?.stack ?? '']?.[role?.id ?? ''];
      const { Policies: [policy] = [] } = (found?.Properties ?? {}) as Partial<Policies>;
      const Resource = `arn:aws:dynamodb:us-east-1:000000000000:table/${table?.stack}-${table?.id}`;
      policy?.PolicyDocument.Statement.push({ Effect: 'Allow', Action: 'dynamodb:Query', Resource });
    });
    expect(text()).not.toBe(inventoryText(inventory));
  });

  test('a store that nobody has described stops it', () => {
    const text = changed((stacks) => {
      Object.assign(stacks['demo-data'] ?? {}, { Spare0A1B2C3D: { Type: 'AWS::S3::Bucket', Properties: {} } });
    });
    expect(text).toThrow(/does not say what Spare holds/);
  });
});
