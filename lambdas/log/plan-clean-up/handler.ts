/** Tells an operator what the clean-up would remove now, and why other rows stay. It can remove nothing. */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { cleanUpSetting } from '../cleaned-store.ts';
import { cleanUpAll } from '../cleaner.ts';
import type { PlanCleanUpAnswer } from './request.ts';

requireVariables(triggers['log/plan-clean-up'].access);

export async function handler(_event: unknown, context: Context): Promise<PlanCleanUpAnswer> {
  const { on, hotRetentionDays } = cleanUpSetting();
  const { rows, kept, logs, of, failed } = await cleanUpAll(context, new Date(), true);
  return { clean_up: on ? 'on' : 'off', hot_retention_days: hotRetentionDays, removable: rows, kept, logs, of, failed };
}
