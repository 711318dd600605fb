/**
 * A number that CloudWatch takes from the function's log by itself (embedded metric format), so that an alarm can watch
 * it without the function holding any permission for it.
 */
import { variable } from './environment.ts';

/** As in lib/constructs/alarms.ts. */
const NAMESPACE = 'Hale';

/** Says that it happened once more. @param name as in the alarms of `triggers.ts`. */
export function countMetric(name: string, now: Date): void {
  const Metrics = [{ Name: name, Unit: 'Count' }];
  const about = { Namespace: NAMESPACE, Dimensions: [['deployment']], Metrics };
  const _aws = { Timestamp: now.getTime(), CloudWatchMetrics: [about] };
  process.stdout.write(`${JSON.stringify({ _aws, deployment: variable('DEPLOYMENT'), [name]: 1 })}\n`);
}
