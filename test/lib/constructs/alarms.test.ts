/** A clock is watched by its own beat: an hourly function that did not run for five minutes is none that has stopped. */
import { beforeAll, expect, test } from 'vitest';
import { type Trigger, triggers } from '../../../lambdas/triggers.ts';
import { pascal } from '../../../lib/constructs/lambda.ts';
import { find, type Synthesis, synthesize, tenant } from '../synthesis.ts';

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(tenant('acme'));
});

const clocks = Object.entries<Trigger>(triggers).flatMap(([id, { source }]) =>
  'everyMinutes' in source ? [[id, source.everyMinutes] as const] : [],
);

test.each(clocks)('%s, every %i minutes, has stopped when three of its periods bring no run', (id, minutes) => {
  const alarm = find(synthesis, 'AWS::CloudWatch::Alarm').find((one) => one.id.startsWith(`${pascal(id)}StoppedAlarm`));
  const seconds = Math.max(5, minutes) * 60;
  expect(alarm?.Properties).toMatchObject({
    MetricName: 'Invocations',
    Period: seconds,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    TreatMissingData: 'breaching',
  });
});
