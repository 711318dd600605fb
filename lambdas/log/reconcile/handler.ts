/**
 * Every five minutes: how far the logs are behind, as metrics that alarms watch; then a piece of the daily turn over all
 * logs, which holds the archive against the table, or pieces chosen by chance when today's turn is done.
 */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { countMetric, measureMetric } from '../../shared/metric.ts';
import { triggers } from '../../triggers.ts';
import { ageOf, totalOf } from '../lag.ts';
import { listLanes } from '../lane-store.ts';
import { measureAll, reconcile } from '../reconciler.ts';

requireVariables(triggers['log/reconcile'].access);

/** Time left for a piece that has begun. */
const RESERVE_MS = 20_000;

export async function handler(_event: unknown, context: Context): Promise<void> {
  const now = new Date();
  const registry = await listLanes();
  const { unarchived, unsigned, followers } = totalOf((await measureAll(registry, context)).lags);
  measureMetric('UnarchivedSeconds', ageOf(unarchived, now), now);
  measureMetric('UnsignedSeconds', ageOf(unsigned, now), now);
  measureMetric('SearchSeconds', ageOf(followers.search ?? { count: 0 }, now), now);
  measureMetric('SiemSeconds', ageOf(followers.siem ?? { count: 0 }, now), now);
  const { found, failed } = await reconcile(registry, now, () => context.getRemainingTimeInMillis() > RESERVE_MS);
  if (found > 0) countMetric('TableAndArchiveDiffer', now);
  if (failed > 0) throw new Error(`${failed} logs could not be compared`);
}
