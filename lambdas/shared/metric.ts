/**
 * A number that CloudWatch takes from the function's log by itself (embedded metric format), so that an alarm can watch
 * it without the function holding any permission for it.
 */
import { variable } from './environment.ts';

/** As in lib/constructs/alarms.ts. */
const NAMESPACE = 'Hale';

function write(name: string, value: number, unit: 'Count' | 'Seconds', now: Date): void {
  const Metrics = [{ Name: name, Unit: unit }];
  const about = { Namespace: NAMESPACE, Dimensions: [['deployment']], Metrics };
  const _aws = { Timestamp: now.getTime(), CloudWatchMetrics: [about] };
  process.stdout.write(`${JSON.stringify({ _aws, deployment: variable('DEPLOYMENT'), [name]: value })}\n`);
}

/** Says that it happened once more. @param name as in the alarms of `triggers.ts`. */
export const countMetric = (name: string, now: Date): void => write(name, 1, 'Count', now);

/** Says how long something has been waiting. */
export const measureMetric = (name: string, seconds: number, now: Date): void => write(name, seconds, 'Seconds', now);
