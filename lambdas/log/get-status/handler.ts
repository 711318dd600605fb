/** Tells an operator how far the log is behind, and when it was last held against its archive. */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { cleanUpSetting } from '../cleaned-store.ts';
import { ageOf, type LagTotals, totalOf, type Waiting, worstOf } from '../lag.ts';
import { listLanes } from '../lane-store.ts';
import { readProgress } from '../reconcile-store.ts';
import { measureAll } from '../reconciler.ts';
import type { LogStatus } from './request.ts';

requireVariables(triggers['log/get-status'].access);

const WORST = 10;

export async function handler(_event: unknown, context: Context): Promise<LogStatus> {
  const now = new Date();
  const { lags, of } = await measureAll(await listLanes(), context);
  const { last, pass } = await readProgress();
  const { on, hotRetentionDays } = cleanUpSetting();
  const waiting = (one: Waiting) => ({ count: one.count, seconds: ageOf(one, now) });
  const behind = ({ unarchived, unsigned, followers }: LagTotals) => ({
    unarchived: waiting(unarchived),
    unsigned: waiting(unsigned),
    followers: Object.fromEntries(Object.entries(followers).map(([name, one]) => [name, waiting(one)])),
  });
  return {
    at: now.toISOString(),
    logs: lags.length,
    of,
    entries: lags.reduce((sum, { size }) => sum + size, 0),
    ...behind(totalOf(lags)),
    worst: worstOf(lags, now, WORST).map((lag) => ({ scope: lag.scope, ...behind(lag) })),
    reconciled: {
      ...(last && { finished_at: new Date(last.finishedMs).toISOString() }),
      logs: last?.logs ?? 0,
      entries: last?.entries ?? 0,
      findings: last?.findings ?? 0,
      under_way: pass !== undefined,
    },
    clean_up: on ? 'on' : 'off',
    hot_retention_days: hotRetentionDays,
  };
}
