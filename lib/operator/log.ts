/** `hale log status` and `hale log clean-up`: how the audit log is, and what may leave its table. Both only tell. */
import type { LogStatus } from '../../lambdas/log/get-status/request.ts';
import type { PlanCleanUpAnswer } from '../../lambdas/log/plan-clean-up/request.ts';
import { invokeFunction } from './invoke-function.ts';
import { stackOutput } from './stack-outputs.ts';

export interface LogOptions {
  readonly tenant?: string;
  /** Name or ARN of the function. Default: the output of the tenant's stack. */
  readonly function?: string;
  readonly json?: boolean;
}

/** From here on an alarm goes off. */
const BEHIND_SECONDS = 5 * 60;

type Waiting = LogStatus['unarchived'];

/** `3 min 20 s`; two units at most. */
function duration(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const parts = units.map(([size, name], i) => {
    const rest = i === 0 ? seconds : seconds % (units[i - 1]?.[0] ?? 1);
    return [Math.floor(rest / size), name] as const;
  });
  const told = parts.filter(([count]) => count > 0).slice(0, 2);
  return told.length > 0 ? told.map(([count, name]) => `${count} ${name}`).join(' ') : '0 s';
}

const describe = ({ count, seconds }: Waiting): string =>
  count === 0 ? 'none' : `${count}, the oldest for ${duration(seconds)}${seconds >= BEHIND_SECONDS ? '  BEHIND' : ''}`;

const row = (name: string, value: string): string => `${name.padEnd(22)}${value}`;

export function statusLines(status: LogStatus): string[] {
  const { logs, of, entries, unarchived, unsigned, followers, worst, reconciled } = status;
  const seen = logs === of ? `${of} logs` : `${logs} of ${of} logs, as far as time allowed`;
  const { finished_at: finished, findings, under_way: underWay } = reconciled;
  const compared = finished
    ? `${reconciled.entries} entries of ${reconciled.logs} logs, ended ${finished}: ${findings === 0 ? 'no difference' : `${findings} DIFFERENCES`}`
    : 'not yet';
  return [
    row('log', `${entries} entries in ${seen}`),
    row('not archived yet', describe(unarchived)),
    row('not signed yet', describe(unsigned)),
    ...Object.entries(followers).map(([name, waiting]) => row(`not read by ${name}`, describe(waiting))),
    row('held against table', `${compared}${underWay ? '; another turn is under way' : ''}`),
    row('clean-up', `${status.clean_up}; rows stay ${status.hot_retention_days} days at least`),
    ...worst.map((one) =>
      row(`  ${one.scope}`, `  not archived: ${describe(one.unarchived)}; not signed: ${describe(one.unsigned)}`),
    ),
  ];
}

/** Whether nothing waits so long that an alarm goes off, and the newest whole comparison found nothing. */
export const isWell = ({ unarchived, unsigned, followers, reconciled }: LogStatus): boolean =>
  reconciled.findings === 0 &&
  [unarchived, unsigned, ...Object.values(followers)].every(({ seconds }) => seconds < BEHIND_SECONDS);

export async function logStatus({ json, tenant, function: name }: LogOptions): Promise<number> {
  const functionName = name ?? (await stackOutput('GetStatusFunction', tenant, '--function'));
  const status = await invokeFunction<LogStatus>(functionName, {}, {});
  if (json) console.log(JSON.stringify(status));
  else for (const line of statusLines(status)) console.log(line);
  return isWell(status) ? 0 : 1;
}

const REASONS: Readonly<Record<string, string>> = {
  too_young: 'younger than that: the first of a lane, and all behind it',
  held: 'under a legal hold',
  not_archived: 'not found in the archive',
  not_an_event: 'no event that follows its predecessor',
  differs: 'NOT EQUAL to the archive',
  not_covered: 'under no published checkpoint',
};

export function planLines({ clean_up, hot_retention_days, removable, kept, logs, of, failed }: PlanCleanUpAnswer) {
  return [
    row('may leave the table', `${removable} rows, older than ${hot_retention_days} days and proven to be archived`),
    ...Object.entries(kept).map(([why, count]) => row(`  stay: ${count}`, REASONS[why] ?? why)),
    row('looked at', `${logs} of ${of} logs${failed > 0 ? `, ${failed} FAILED` : ''}`),
    clean_up === 'on'
      ? 'Nothing was removed now. The clean-up is on, and removes them within the hour.'
      : "Nothing was removed. The clean-up is off: set cleanUp to on in the tenant's file, and deploy.",
  ];
}

/** A person only looks: rows are removed by the clean-up itself, under its own role. */
export async function logCleanUp({ json, tenant, function: name }: LogOptions): Promise<number> {
  const functionName = name ?? (await stackOutput('PlanCleanUpFunction', tenant, '--function'));
  const plan = await invokeFunction<PlanCleanUpAnswer>(functionName, {}, {});
  if (json) console.log(JSON.stringify(plan));
  else for (const line of planLines(plan)) console.log(line);
  return plan.failed === 0 ? 0 : 1;
}
