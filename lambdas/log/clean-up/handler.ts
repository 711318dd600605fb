/**
 * Every quarter of an hour, where the tenant turned it on: removes rows of the audit table that the archive is proven to
 * hold and that are older than the hot retention. Its use is an event in each log, and an alarm.
 */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { countMetric } from '../../shared/metric.ts';
import { triggers } from '../../triggers.ts';
import { cleanUpSetting } from '../cleaned-store.ts';
import { cleanUpAll } from '../cleaner.ts';

requireVariables(triggers['log/clean-up'].access);

export async function handler(_event: unknown, context: Context): Promise<void> {
  if (!cleanUpSetting().on) return;
  const now = new Date();
  const { rows, ranges, failed } = await cleanUpAll(context, now, false);
  if (rows > 0) {
    countMetric('AuditRowsRemoved', now);
    logger.info('audit rows removed', { rows, ranges });
  }
  if (failed > 0) throw new Error(`${failed} logs could not be cleaned up`);
}
