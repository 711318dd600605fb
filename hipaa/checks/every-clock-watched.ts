/** §164.308(a)(1)(ii)(D): what looks after the log by itself is itself looked after. */
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

export const everyClockWatched: TemplateCheck = {
  says: 'every clock and every stream has alarms that tell when it fails, and when it stops or falls behind',
  look: (templates) => {
    const alarms = find(templates, 'AWS::CloudWatch::Alarm');
    const metricsOf = (fn: string) =>
      alarms.flatMap(({ Properties }) =>
        JSON.stringify(Properties.Dimensions ?? '').includes(`"${fn}"`) ? [String(Properties.MetricName)] : [],
      );
    const targets = (text: string): string[] => [...text.matchAll(/function:([\w-]+)/g)].map(([, name]) => name ?? '');
    const clocks = find(templates, 'AWS::Events::Rule').flatMap((rule) =>
      targets(JSON.stringify(rule.Properties.Targets)).map((fn) => ({ rule, fn, wanted: ['Errors', 'Invocations'] })),
    );
    const streams = find(templates, 'AWS::Lambda::EventSourceMapping').map((rule) => {
      return { rule, fn: String(rule.Properties.FunctionName), wanted: ['Errors', 'IteratorAge'] };
    });
    return each([...clocks, ...streams], ({ rule, fn, wanted }) => {
      const metrics = metricsOf(fn);
      return wanted.map((metric) => !metrics.includes(metric) && `${labelOf(rule)} has no alarm on ${metric}`);
    });
  },
};
