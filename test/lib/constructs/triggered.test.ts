import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StreamSource } from '../../../lambdas/triggers.ts';
import { incidentTopic } from '../../../lib/constructs/incidents.ts';
import { onStream } from '../../../lib/constructs/triggered.ts';
import { resourcesOf } from '../../../lib/deployment.ts';
import { DataStack } from '../../../lib/stacks/data-stack.ts';
import { CONTEXT, tenant } from '../synthesis.ts';

const SENDING: StreamSource = {
  stream: 'ephemeral',
  on: ['INSERT'],
  kind: 'message',
  reading: { batch: 10, waitSeconds: 0, atOnce: 10, giveUp: { retries: 5, minutes: 10 } },
};

const bundles = mkdtempSync(join(tmpdir(), 'hale-triggered-'));
afterAll(() => rmSync(bundles, { recursive: true }));
let template: Template;
beforeAll(() => {
  mkdirSync(join(bundles, 'area/work'), { recursive: true });
  writeFileSync(join(bundles, 'area/work/index.mjs'), 'export const handler = 1;\n');
  const deployment = { tenant: tenant(), bundles };
  const env = { account: deployment.tenant.account, region: deployment.tenant.region };
  const stage = new Stage(new App({ context: CONTEXT }), 'acme', { env });
  const stack = new Stack(stage, 'message');
  const data = new DataStack(stage, 'data', deployment);
  const topic = incidentTopic(stack, 'Incidents', deployment.tenant, data.resources.dataKey);
  const resources = resourcesOf(deployment, data.resources, topic);
  const alarms = [{ metric: 'MessagesOverBudget', says: 'Too many' }];
  const trigger = { summary: 'Send', source: SENDING, access: ['mail:send', 'sms:send'], alarms } as const;
  onStream(stack, { id: 'area/work', trigger, deployment, resources }, SENDING);
  template = Template.fromStack(stack);
});

const one = (type: string): Record<string, unknown> => {
  const [found, ...others] = Object.values(template.findResources(type));
  expect(others).toEqual([]);
  return found?.Properties;
};

describe('a stream of the table of what expires', () => {
  test('rings for new rows of the kind alone', () => {
    const pattern = { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['message'] } } } };
    expect(one('AWS::Lambda::EventSourceMapping')).toMatchObject({
      EventSourceArn: { 'Fn::ImportValue': expect.stringMatching(/Ephemeral.*StreamArn/) },
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
    });
  });

  test('brings few rows at once and without waiting, and gives up what would come too late', () => {
    expect(one('AWS::Lambda::EventSourceMapping')).toMatchObject({
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 10,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 600,
    });
  });

  test('tells a queue what was given up, and an alarm tells people', () => {
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
    expect(queue).toMatch(/^AreaWorkFailures/);
    expect(one('AWS::Lambda::EventSourceMapping').DestinationConfig).toEqual({
      OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Incidents') }],
    });
  });
});

test('what a function counts of its tenant tells people, were it once', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Hale',
    MetricName: 'MessagesOverBudget',
    Dimensions: [{ Name: 'deployment', Value: 'acme' }],
    Statistic: 'Sum',
    Threshold: 1,
    AlarmDescription: 'Too many',
    AlarmActions: [{ Ref: Match.stringLikeRegexp('Incidents') }],
  });
});

test('where the tenant names no address, a function that sends mail is told so', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ MAIL_FROM: 'unset', SMS_SENDER: 'sns' }) },
  });
});
