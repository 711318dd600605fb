import { beforeAll, describe, expect, test } from 'vitest';
import { type Route, routes } from '../../../lambdas/routes.ts';
import { ACCESS, type Access, SETTINGS } from '../../../lambdas/shared/access.ts';
import { accessOf } from '../../../lambdas/shared/contract.ts';
import { type Trigger, triggers } from '../../../lambdas/triggers.ts';
import { pascal } from '../../../lib/constructs/lambda.ts';
import { type Found, find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant());
});

const folders = new Map<string, readonly Access[]>([
  ...Object.values<Route>(routes).map(({ id, contract }) => [id, accessOf(contract)] as const),
  ...Object.entries<Trigger>(triggers).map(([id, { access }]) => [id, access] as const),
]);
const declared = [...folders].map(([id, access]) => ({ id, access }));

const functionOf = (id: string): Found => {
  const ends = `${pascal(id)}Function`;
  const found = find(synthesis, 'AWS::Lambda::Function').find((one) => one.id.startsWith(ends));
  if (!found) throw new Error(`no function is made for ${id}`);
  return found;
};

test('API Gateway has exactly the routes of the route table', () => {
  const made = find(synthesis, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);
  expect(made.sort()).toEqual(Object.keys(routes).sort());
});

test('there is one function for each folder of routes and triggers, and no other', () => {
  expect(find(synthesis, 'AWS::Lambda::Function')).toHaveLength(declared.length);
});

describe.each(declared)('$id', ({ id, access }) => {
  test('gets the variables of its accesses and settings, and no other', () => {
    const { Variables } = functionOf(id).Properties.Environment as { Variables: Record<string, string> };
    expect(Object.keys(Variables).sort()).toEqual([...new Set([...SETTINGS, ...access.map((a) => ACCESS[a])])].sort());
    for (const value of Object.values(Variables)) expect(value).not.toBe('');
  });

  test('runs on nodejs24.x, arm64, with a log group under the customer key kept seven years', () => {
    const { Properties } = functionOf(id);
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    const { LogGroup } = Properties.LoggingConfig as { LogGroup: string };
    const group = find(synthesis, 'AWS::Logs::LogGroup').find((one) => LogGroup === `${one.stack}-${one.id}`);
    expect(group?.Properties).toMatchObject({
      KmsKeyId: expect.stringContaining('acme-data-DataKey'),
      RetentionInDays: 2557,
    });
  });
});

test('a route invokes its function by payload 2.0, and only API Gateway may', () => {
  for (const { Properties } of find(synthesis, 'AWS::ApiGatewayV2::Integration'))
    expect(Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  const permissions = find(synthesis, 'AWS::Lambda::Permission').filter(
    ({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com',
  );
  const [api] = find(synthesis, 'AWS::ApiGatewayV2::Api');
  const only = Object.keys(routes).map(
    (route) => `arn:aws:execute-api:us-east-1:111122223333:acme-api-${api?.id}/*/*${route.split(' ')[1]}`,
  );
  expect(permissions.map(({ Properties }) => Properties.SourceArn).sort()).toEqual(only.sort());
});

test('the API stands alone in its stack, with what tools ask for', () => {
  expect(find(synthesis, 'AWS::ApiGatewayV2::Api').map(({ stack }) => stack)).toEqual(['acme-api']);
  expect(synthesis.outputs['acme-api']).toEqual(
    expect.arrayContaining(['ApiUrl', 'ApiId', 'ArchiveBucket', 'AuditTable', 'LanesTable', 'CreateProjectFunction']),
  );
});

test('functions for the operator have no other way in', () => {
  const operated = Object.entries(triggers).filter(([, { source }]) => 'operator' in source);
  for (const [id] of operated) {
    const { stack, id: logicalId } = functionOf(id);
    const named = JSON.stringify([
      find(synthesis, 'AWS::Lambda::Permission'),
      find(synthesis, 'AWS::Lambda::EventSourceMapping'),
      find(synthesis, 'AWS::Events::Rule'),
    ]);
    expect(named).not.toContain(`${stack}-${logicalId}`);
  }
});

test('the stage is throttled and logs neither paths nor addresses', () => {
  const stage = find(synthesis, 'AWS::ApiGatewayV2::Stage')[0]?.Properties;
  expect(stage).toMatchObject({
    StageName: '$default',
    DefaultRouteSettings: { ThrottlingBurstLimit: 2000, ThrottlingRateLimit: 1000 },
  });
  expect(JSON.stringify(stage?.AccessLogSettings)).toContain('$context.requestId');
  expect(JSON.stringify(stage?.AccessLogSettings)).not.toMatch(
    /sourceIp|\$context\.path|userAgent|authorizer|identity/,
  );
});
