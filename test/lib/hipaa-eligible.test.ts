import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { ineligible, SERVICES, serviceOf } from '../../lib/hipaa-eligible.ts';
import { find, synthesize, synthesizeWith, tenant } from './synthesis.ts';

test('a stack with a service that AWS does not take under its BAA is not synthesized (A36)', () => {
  const another = () =>
    synthesizeWith(
      (stage) => new CfnResource(new Stack(stage, 'extra'), 'Other', { type: 'AWS::Pinpoint::App' }),
      [tenant()],
    );
  expect(another).toThrow(/acme\/extra\/Other is a AWS::Pinpoint::App/);
});

test.each([
  ['AWS::SQS::Queue', 0],
  ['AWS::Pinpoint::App', 1],
  ['Custom::Anything', 1],
])('of %s there are %i that are not eligible', (type, count) => {
  const stage = new Stage(new App(), 'acme');
  new CfnResource(new Stack(stage, 'data'), 'One', { type });
  expect(ineligible(stage)).toHaveLength(count);
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
