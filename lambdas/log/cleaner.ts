/** The clean-up of this environment: the ports on AWS, and a turn over all logs while there is time. */
import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { readHead as readTail } from '../audit/lane-store.ts';
import { holdsOn } from '../hold/hold-store.ts';
import { getProject } from '../project/project-store.ts';
import { asSystem } from '../shared/as-system.ts';
import { removeAuditRow } from '../shared/aws/cleanup-role.ts';
import { isId } from '../shared/ids.ts';
import { logger } from '../shared/logger.ts';
import { lanePk } from '../shared/table.ts';
import { readLocked } from './archive-store.ts';
import { ports as archiver } from './archiver.ts';
import type { Holds, Kept } from './clean-up.ts';
import { cleanUpLane } from './clean-up-lane.ts';
import type { Cleaned, CleanUp, CleanUpPorts } from './clean-up-page.ts';
import { cleanUpSetting, findCleaned, keepManifest, noteCleaned } from './cleaned-store.ts';
import { reportOnce } from './incident-store.ts';
import { listLanes } from './lane-store.ts';
import { findBatch, readHead } from './log-store.ts';
import { treeOf } from './prove-event.ts';
import { keysOf } from './publish.ts';
import { readersOf, readPublished } from './published-store.ts';
import { projectOfScope, readRows } from './row-store.ts';
import { vouchedCheckpoint } from './vouched-checkpoint.ts';

const NAME = 'log/clean-up';

/** The file name of a manifest is the hash of its content. */
const hashIn = (key: string): string => /([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? '';

/** The log itself says what leaves the table. @throws when it cannot be written: then nothing is removed. */
async function tell({ scope, lane, from, through, manifest }: Cleaned): Promise<void> {
  const now = new Date();
  const projectId = await projectOfScope(scope);
  const project = projectId && (await getProject(projectId, now));
  if (!project) throw new Error(`the project of ${scope} is not known`);
  const ofOrganization = isId('organization', scope);
  const committed = await asSystem(NAME, project, now).commit([], {
    type: 'audit.rows_removed',
    target: { type: ofOrganization ? 'organization' : 'project', id: scope },
    organizationId: ofOrganization ? scope : undefined,
    detail: { lane, from, through, manifest: hashIn(manifest) },
  });
  if (!committed.ok) throw new Error('the removal could not be written down');
}

async function readHolds(scope: string): Promise<Holds> {
  const targets = (await holdsOn(scope)).map(({ target }) => target);
  return {
    all: targets.some(({ type }) => type !== 'user'),
    people: new Set(targets.filter(({ type }) => type === 'user').map(({ id }) => id)),
  };
}

const ports: CleanUpPorts = {
  readTail,
  readRows,
  findBatch,
  readLocked,
  readTree: (scope, size) => treeOf(readersOf(scope), size),
  readHolds,
  findCleaned,
  keepManifest,
  tell,
  noteCleaned,
  removeRow: (scope, lane, { seq, leaf }) => removeAuditRow({ pk: lanePk(scope, lane), sk: seq }, leaf),
  report: reportOnce,
};

export interface CleanUpTotals {
  rows: number;
  ranges: number;
  /** Why rows stayed, by the number of rows looked at. */
  readonly kept: Partial<Record<Kept, number>>;
  /** Logs that were looked at, and how many there are. */
  logs: number;
  readonly of: number;
  failed: number;
}

async function cleanUpScope(scope: string, lanes: readonly number[], work: Omit<CleanUp, 'head' | 'checkpoint'>) {
  const [head, published] = await Promise.all([readHead(scope), readPublished(scope)]);
  if (!head || !published) return [];
  const checkpoint = await vouchedCheckpoint(readLocked, head, published.note, await keysOf(archiver, head));
  const outcomes = [];
  for (const lane of lanes) outcomes.push(await cleanUpLane(ports, { ...work, head, checkpoint }, lane));
  return outcomes;
}

/** Left for removing what was read for, and for the answer. */
const RESERVE_MS = { reading: 20_000, removing: 5_000 };
const PARALLEL_SCOPES = 4;

/** Another start each time: what one turn does not reach, a later one begins with. */
export async function cleanUpAll(context: Context, now: Date, dryRun: boolean): Promise<CleanUpTotals> {
  const { lanes } = await listLanes();
  const all = [...lanes];
  const start = randomInt(all.length + 1);
  const waiting = [...all.slice(start), ...all.slice(0, start)];
  const totals: CleanUpTotals = { rows: 0, ranges: 0, kept: {}, logs: 0, of: all.length, failed: 0 };
  const timeLeft = (reserveMs: number) => () => context.getRemainingTimeInMillis() > reserveMs;
  const keepGoing = timeLeft(RESERVE_MS.reading);
  const work = {
    now,
    hotRetentionDays: cleanUpSetting().hotRetentionDays,
    dryRun,
    keepGoing,
    keepRemoving: timeLeft(RESERVE_MS.removing),
  };
  const worker = async () => {
    for (let next = waiting.shift(); next && keepGoing(); next = waiting.shift()) {
      const [scope, numbers] = next;
      try {
        for (const { rows, ranges, kept } of await cleanUpScope(scope, numbers, work)) {
          totals.rows += rows;
          totals.ranges += ranges.length;
          for (const [why, count] of Object.entries(kept))
            totals.kept[why as Kept] = (totals.kept[why as Kept] ?? 0) + count;
        }
        totals.logs++;
      } catch (error) {
        totals.failed++;
        logger.error('not cleaned up', { scope, error_name: error instanceof Error ? error.name : 'unknown' });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_SCOPES }, worker));
  return totals;
}
