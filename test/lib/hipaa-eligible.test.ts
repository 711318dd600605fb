import { CfnResource, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { SERVICES, serviceOf } from '../../lib/hipaa-eligible.ts';
import { find, synthesize, synthesizeWith, tenant } from './synthesis.ts';

test('a stack with a service that AWS does not take under its BAA is not synthesized (A36)', () => {
  const withAnother = (type: string) =>
    synthesizeWith((stage) => new CfnResource(new Stack(stage, 'extra'), 'Other', { type }), [tenant()]);
  expect(() => withAnother('AWS::Pinpoint::App')).toThrow(/acme\/extra\/Other is a AWS::Pinpoint::App/);
  expect(() => withAnother('Custom::Anything')).toThrow(/Custom::Anything/);
  expect(() => withAnother('AWS::SQS::Queue')).not.toThrow();
});

test('no service is listed that no tenant has and no function calls', () => {
  const synthesis = synthesize(tenant());
  const types = Object.values(synthesis.stacks).flatMap((one) => Object.values(one).map(({ Type }) => Type));
  const used = new Set(types.map((type) => serviceOf(type)?.name));
  const policies = JSON.stringify(find(synthesis, 'AWS::IAM::Role'));
  const idle = SERVICES.filter(({ name, prefix }) => !used.has(name) && !policies.includes(`"${prefix}:`));
  expect(idle.map(({ name }) => name)).toEqual([]);
});

test('what is of no service of AWS is of none on the list', () => {
  for (const type of ['Custom::S3', 'AWS::Unknown::Thing', 'S3', '']) expect(serviceOf(type)).toBeUndefined();
});
