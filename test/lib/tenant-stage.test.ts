import { beforeAll, describe, expect, test } from 'vitest';
import { ROUTE_STACK_NAMES } from '../../lib/areas.ts';
import { find, type Json, type Synthesis, synthesize, tenant } from './synthesis.ts';

const NAMES = ['acme', 'birch', 'cedar'];
const STACKS = ['data', 'audit', 'api', ...ROUTE_STACK_NAMES];
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

  test('hold no wildcard, but for the objects of a folder and the streams of a log group', () => {
    for (const { Action, Resource, Effect } of granted()) {
      expect(Effect).toBe('Allow');
      expect(list(Action).filter((action) => action.includes('*'))).toEqual([]);
      const wild = list(Resource).filter((resource) => resource.includes('*'));
      expect(wild.filter((resource) => !/^arn:aws:s3:::[^*]+\/\*$|:log-group:[^*]+:\*$/.test(resource))).toEqual([]);
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
