import { beforeAll, describe, expect, test } from 'vitest';
import { LOGGING_STACKS } from '../../lib/areas.ts';
import { find, type Json, type Synthesis, synthesize, tenant } from './synthesis.ts';

const NAMES = ['acme', 'birch', 'cedar'];
const STACKS = ['data', ...LOGGING_STACKS];
let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(...NAMES.map((name) => tenant(name)));
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, Json>>;
}
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** Every statement of every role. */
const granted = (): (Statement & { role: string })[] =>
  find(synthesis, 'AWS::IAM::Role').flatMap(({ stack, id, Properties }) =>
    ((Properties.Policies ?? []) as unknown as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement.map((one) => ({ ...one, role: `${stack}-${id}` })),
    ),
  );

describe('dedicated stages in one account (T28)', () => {
  test('share no key, role, table, bucket, queue, topic or function', () => {
    const others = (name: string) => NAMES.filter((other) => other !== name).join('|');
    for (const name of NAMES) {
      const own = Object.entries(synthesis.stacks).filter(([stack]) => stack.startsWith(`${name}-`));
      expect(own.map(([stack]) => stack).sort()).toEqual(STACKS.map((stack) => `${name}-${stack}`).sort());
      expect(JSON.stringify(own)).not.toMatch(new RegExp(`\\b(${others(name)})-(${STACKS.join('|')})\\b`));
    }
  });

  test('let their keys be used by roles that carry their own tag alone', () => {
    for (const { stack, Properties } of find(synthesis, 'AWS::IAM::Role'))
      expect(Properties.Tags).toContainEqual({ Key: 'hale:tenant', Value: stack.split('-')[0] });
    for (const { stack, Properties } of find(synthesis, 'AWS::KMS::Key'))
      expect(JSON.stringify(Properties.KeyPolicy)).toContain(
        `{"aws:PrincipalTag/hale:tenant":"${stack.split('-')[0]}"}`,
      );
  });
});

describe('roles', () => {
  test('belong to one function each', () => {
    const functions = find(synthesis, 'AWS::Lambda::Function');
    const roles = new Set(functions.map(({ Properties }) => Properties.Role));
    expect(roles.size).toBe(functions.length);
  });

  test('are given no managed policy and no policy from outside', () => {
    for (const { Properties } of find(synthesis, 'AWS::IAM::Role'))
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    expect(find(synthesis, 'AWS::IAM::Policy')).toEqual([]);
    expect(find(synthesis, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  /** Objects of a bucket that is named, streams of a log group, and roles of customers that bear a name given for this. */
  const NARROW = /^arn:aws:s3:::[^*/]+\/.+$|:log-group:[^*]+:\*$/;
  const CUSTOMERS = 'arn:*:iam::*:role/hale-stream-*';

  test("hold no wildcard, but for objects, log streams, customers' roles, and messages, which have no name", () => {
    for (const { Action, Resource, Effect } of granted()) {
      const actions = list(Action);
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      if (Effect === 'Deny') continue;
      const sends = actions.every((action) => ['ses:SendEmail', 'sns:Publish'].includes(action));
      const assumes = actions.every((action) => action === 'sts:AssumeRole');
      const wild = list(Resource).filter(
        (resource) => resource.includes('*') && !(sends && resource === '*') && !(assumes && resource === CUSTOMERS),
      );
      expect(wild.filter((resource) => !NARROW.test(resource))).toEqual([]);
    }
  });

  test('that may publish to a telephone may publish to no topic', () => {
    const may = granted().filter(({ Action, Resource }) => list(Action).includes('sns:Publish') && Resource === '*');
    expect(may).not.toEqual([]);
    for (const { role } of may) {
      const denied = granted().filter((one) => one.role === role && one.Effect === 'Deny');
      expect(denied).toMatchObject([{ Action: 'sns:Publish', Resource: 'arn:*:sns:*:*:*' }]);
    }
  });

  test('use the data key for a project, or through a service, and not otherwise', () => {
    const onDataKey = granted().filter(({ Resource }) => list(Resource).some((one) => one.includes('-data-DataKey')));
    expect(onDataKey).not.toEqual([]);
    for (const { Condition = {} } of onDataKey)
      expect(Object.values(Condition).flatMap((one) => Object.keys(one))).toEqual([
        expect.stringMatching(/^kms:(EncryptionContextKeys|ViaService)$/),
      ]);
  });
});

test('no key policy gives anyone every operation', () => {
  for (const { Properties } of find(synthesis, 'AWS::KMS::Key'))
    expect(JSON.stringify(Properties.KeyPolicy)).not.toMatch(/"kms:\*?"|"\*:\*"|kms:[A-Za-z]*\*/);
});
