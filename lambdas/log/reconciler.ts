/** The reconciler of this environment: the ports on AWS, lag of all logs, and a turn over them that goes on run by run. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { logger } from '../shared/logger.ts';
import { eventShard } from '../shared/table.ts';
import { listLogs } from './archive-store.ts';
import { cleanedThrough, wasToBeRemoved } from './cleaned-store.ts';
import { readCommitted } from './committed.ts';
import type { Finding } from './completeness.ts';
import { reportOnce } from './incident-store.ts';
import type { LogLag } from './lag.ts';
import { measureLag, readSent } from './lag-store.ts';
import type { Registry } from './lane-registry.ts';
import { findBatch, readHead } from './log-store.ts';
import { beginning, type ReconcilePorts, reconcileLog, type Walked } from './reconcile-log.ts';
import { type Pass, type Progress, readProgress, writeProgress } from './reconcile-store.ts';
import { projectOfScope, readRange, readRows } from './row-store.ts';

const DAY_MS = 86_400_000;
/** Told one by one in a run; more are counted. */
const TOLD_MAX = 20;
const PARALLEL = 16;
const SAMPLES = 20;

const ports: ReconcilePorts = {
  readCommitted: (scope, from) => readCommitted(scope, from),
  readRange: async (scope, lane, from, through, eventual) => {
    const rows = new Map();
    for await (const { key, item } of readRange({ scope, lane, from, through }, { eventual })) rows.set(key, item);
    return rows;
  },
  wasToBeRemoved,
  cleanedThrough,
  firstSeq: async (scope, lane, from) => (await readRows(scope, lane, from, Number.MAX_SAFE_INTEGER, 1))[0]?.seq,
  findBatch,
  shardOf: eventShard,
};

/** Of every log that time reaches. What cannot be measured is left out, and logged. */
export async function measureAll({ lanes }: Registry, context: Pick<Context, 'getRemainingTimeInMillis'>) {
  const waiting = [...lanes];
  const lags: LogLag[] = [];
  const sent = await readSent();
  const worker = async () => {
    for (let next = waiting.shift(); next && context.getRemainingTimeInMillis() > 5_000; next = waiting.shift()) {
      const [scope, numbers] = next;
      await measureLag(scope, numbers, sent.get(scope)).then(
        (lag) => lags.push(lag),
        (error: unknown) => logger.error('lag not measured', { scope, error_name: nameOf(error) }),
      );
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return { lags, of: lanes.size };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

async function tell(findings: readonly Finding[]): Promise<void> {
  for (const finding of findings.slice(0, TOLD_MAX)) await reportOnce('table and archive differ', { ...finding });
  if (findings.length > TOLD_MAX) logger.error('more differences', { count: findings.length - TOLD_MAX });
}

/** A piece of one log, from its beginning or from where it was left. */
async function walk(scope: string, at: Progress['at'], keepGoing: () => boolean): Promise<Walked | undefined> {
  const [head, projectId] = await Promise.all([readHead(scope), projectOfScope(scope)]);
  if (!head || !projectId) return undefined;
  const begun = at?.scope === scope ? undefined : await beginning(ports, head);
  const from = begun?.next ?? { index: at?.index ?? 0, lanes: at?.lanes ?? {} };
  const walked = await reconcileLog(ports, projectId, head, from, keepGoing);
  return { ...walked, findings: [...(begun?.findings ?? []), ...walked.findings] };
}

/** Logs of the archive that no row of the registry leads to: nobody archives or compares them any more. */
async function findUnregistered({ lanes }: Registry): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const scope of listLogs()) if (!lanes.has(scope)) findings.push({ kind: 'log_not_registered', scope });
  return findings;
}

type Begun = Progress & { readonly pass: Pass };

/** Goes on with the turn that is under way, and stores how far it came after each log. */
async function goOn(progress: Begun, scopes: readonly string[], now: Date, keepGoing: () => boolean) {
  let { at, pass } = progress;
  let found = 0;
  let failed = 0;
  const before = pass.failed;
  for (const scope of scopes.filter((one) => one >= (at?.scope ?? ''))) {
    if (!keepGoing()) return { found, failed };
    const walked = await walk(scope, at, keepGoing).catch((error: unknown) => {
      // One log that cannot be compared keeps no other from it; the run fails at its end.
      logger.error('log not compared', { scope, error_name: nameOf(error) });
      failed++;
      return undefined;
    });
    const { done = true, entries = 0, findings = [] } = walked ?? {};
    await tell(findings);
    found += findings.length;
    pass = {
      ...pass,
      // One that is not archived yet has nothing to compare, and is none that was.
      logs: pass.logs + (walked && done ? 1 : 0),
      entries: pass.entries + entries,
      findings: pass.findings + findings.length,
      failed: before + failed,
    };
    // The zero byte sorts behind this log and before the next one.
    at = done || !walked ? { scope: `${scope}\0`, index: 0, lanes: {} } : { scope, ...walked.next };
    await writeProgress({ ...progress, pass, at });
    if (!done) return { found, failed };
  }
  await writeProgress({ last: { ...pass, finishedMs: now.getTime() } });
  return { found, failed };
}

/** Between two turns: a few pieces of logs, chosen by chance. */
async function sample(scopes: readonly string[], keepGoing: () => boolean): Promise<number> {
  let found = 0;
  for (let i = 0; i < SAMPLES && scopes.length > 0 && keepGoing(); i++) {
    const scope = scopes[randomInt(scopes.length)] ?? '';
    const size = (await readHead(scope))?.size ?? 0;
    if (size === 0) continue;
    const walked = await walk(scope, { scope, index: randomInt(size), lanes: {} }, () => false);
    await tell(walked?.findings ?? []);
    found += walked?.findings.length ?? 0;
  }
  return found;
}

/** @returns how many differences were found, and how many logs could not be compared. */
export async function reconcile(registry: Registry, now: Date, keepGoing: () => boolean) {
  const scopes = [...registry.lanes.keys()].sort();
  const progress = await readProgress();
  const due = now.getTime() - (progress.last?.startedMs ?? 0) >= DAY_MS;
  if (!progress.pass && !due) return { found: await sample(scopes, keepGoing), failed: 0 };
  const unregistered = progress.pass ? [] : await findUnregistered(registry);
  await tell(unregistered);
  const begun = { startedMs: now.getTime(), logs: 0, entries: 0, findings: 0, failed: 0 };
  const { pass = { ...begun, unregistered: unregistered.length } } = progress;
  const { found, failed } = await goOn({ ...progress, pass }, scopes, now, keepGoing);
  return { found: found + unregistered.length, failed };
}
