/** The role that alone may remove audit rows: who may take it, and what it may then do (features.md A13). */
import { beforeAll, describe, expect, test } from 'vitest';
import { OVERWRITES } from '../../../lib/constructs/tables.ts';
import { isAllowed } from '../simulate.ts';
import { type Found, find, type Json, type Synthesis, synthesize, tenant } from '../synthesis.ts';

let off: Synthesis;
let on: Synthesis;
beforeAll(() => {
  off = synthesize(tenant('acme'));
  on = synthesize(tenant('acme', { cleanUp: 'on', hotRetentionDays: 120 }));
});

const one = (synthesis: Synthesis, type: string, id: string): Found => {
  const [first, ...rest] = find(synthesis, type).filter((found) => found.id.startsWith(id));
  if (!first || rest.length > 0) throw new Error(`${rest.length + 1} resources are ${type} ${id}`);
  return first;
};
const role = (synthesis: Synthesis) => one(synthesis, 'AWS::IAM::Role', 'Cleanup');
const arnOf = ({ stack, id }: Found) => `arn:aws:iam::111122223333:role/${stack}-${id}`;
const PERSON = {
  Action: 'sts:AssumeRole',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
};
const variables = (synthesis: Synthesis, id: string) =>
  (one(synthesis, 'AWS::Lambda::Function', `${id}Function`).Properties.Environment as { Variables: Json }).Variables;

/** Functions whose own role may take the cleanup role. */
async function takers(synthesis: Synthesis): Promise<string[]> {
  const resource = arnOf(role(synthesis));
  const functions = find(synthesis, 'AWS::IAM::Role').filter(({ id }) => /Role[0-9A-F]{8}$/.test(id));
  expect(functions.length).toBeGreaterThan(50);
  const may = await Promise.all(
    functions.map(async (one) => [one.id, await isAllowed({ role: one, action: 'sts:AssumeRole', resource })] as const),
  );
  return may.filter(([, allowed]) => allowed).map(([id]) => id);
}

describe('while the clean-up is off', () => {
  test('a person with MFA may take the role, and it may do nothing', () => {
    expect(role(off).Properties.AssumeRolePolicyDocument).toMatchObject({ Statement: [PERSON] });
    expect(find(off, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  test('no function may take it, and the clean-up is told so', async () => {
    expect(await takers(off)).toEqual([]);
    expect(variables(off, 'LogCleanUp')).toMatchObject({ CLEANUP_ROLE: 'off', CLEANUP: 'off 90' });
  });
});

describe('once the tenant turned it on', () => {
  test('the clean-up alone may take the role, of all functions', async () => {
    expect(await takers(on)).toEqual([expect.stringMatching(/^LogCleanUpRole/)]);
    const tagged = find(on, 'AWS::IAM::Role').filter(({ Properties }) =>
      JSON.stringify(Properties.Tags ?? []).includes('hale:clean-up'),
    );
    expect(tagged.map(({ id }) => id)).toEqual([expect.stringMatching(/^LogCleanUpRole/)]);
    expect(variables(on, 'LogCleanUp')).toMatchObject({
      CLEANUP_ROLE: expect.stringContaining('acme-data-Cleanup'),
      CLEANUP: 'on 120',
    });
    expect(variables(on, 'LogPlanCleanUp')).toMatchObject({ CLEANUP: 'on 120' });
  });

  test('it is let in by two tags that only that function carries', () => {
    expect(role(on).Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        PERSON,
        {
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Condition: {
            StringEquals: { 'aws:PrincipalTag/hale:tenant': 'acme', 'aws:PrincipalTag/hale:clean-up': 'on' },
          },
        },
      ],
    });
  });

  test('the role may remove rows of the audit table, and do nothing else to any', async () => {
    const policy = one(on, 'AWS::IAM::ManagedPolicy', 'CleanupPolicy');
    expect(policy.Properties.Roles).toEqual([expect.stringContaining('Cleanup')]);
    const Policies = [{ PolicyName: 'cleanup', PolicyDocument: policy.Properties.PolicyDocument as Json }];
    const taken = { ...role(on), Properties: { ...role(on).Properties, Policies } };
    const allowed: string[] = [];
    for (const found of find(on, 'AWS::DynamoDB::GlobalTable')) {
      const [replica] = found.Properties.Replicas as { ResourcePolicy?: { PolicyDocument: Json } }[];
      const resource = `arn:aws:dynamodb:us-east-1:111122223333:table/${found.stack}-${found.id}`;
      for (const action of [...OVERWRITES, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan']) {
        const question = { role: taken, action, resource, resourcePolicy: replica?.ResourcePolicy?.PolicyDocument };
        if (await isAllowed(question)) allowed.push(`${found.id.replace(/[0-9A-F]{8}$/, '')} ${action}`);
      }
    }
    expect(allowed).toEqual(['Audit dynamodb:DeleteItem']);
  });
});

test.each(['UnarchivedSeconds', 'UnsignedSeconds', 'SearchSeconds', 'SiemSeconds'])(
  '%s alarms at 5 and at 30 minutes',
  (metric) => {
    const alarms = find(off, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === metric);
    expect(alarms.map(({ Properties }) => [Properties.Threshold, Properties.Statistic])).toEqual([
      [300, 'Maximum'],
      [1800, 'Maximum'],
    ]);
  },
);

test.each(['TableAndArchiveDiffer', 'AuditRowsRemoved'])('%s alarms when it is counted once', (metric) => {
  const alarms = find(off, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === metric);
  expect(alarms.map(({ Properties }) => [Properties.Threshold, Properties.Statistic])).toEqual([[1, 'Sum']]);
});
