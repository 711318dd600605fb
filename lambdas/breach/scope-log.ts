/**
 * Goes on with the scope of a breach while there is time: which logs there are, the walk over each, and what is kept of it.
 * Each run takes up what the one before it left.
 */
import type { KeyObject } from 'node:crypto';
import { listLogsOf } from '../audit/log-owner-store.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import { readCommitted } from '../log/committed.ts';
import type { Project } from '../project/project.ts';
import { noFindings } from './findings.ts';
import { isSettled, newestPin } from './pin-log.ts';
import { readFound, readResult } from './result-store.ts';
import type { Scope } from './scope.ts';
import { newWalk, type WalkFailure, type WalkPorts, walkLog } from './walk.ts';
import { readState, saveState, type WalkState } from './walk-state-store.ts';

/** Keys that one run keeps unwrapped. */
const KEYS_MOST = 50_000;

/** Each person's key is asked for once in a run. */
function keeper(project: Project): WalkPorts['keysOf'] {
  const known = new Map<string, KeyObject | undefined>();
  return async (people) => {
    const asked = people.filter((id) => !known.has(id));
    if (known.size + asked.length > KEYS_MOST) known.clear();
    const missing = people.filter((id) => !known.has(id));
    const found = await subjectKeysFor(project, [
      { blocks: Object.fromEntries(missing.map((id) => [id, new Uint8Array()])) },
    ]);
    for (const id of missing) known.set(id, found.get(id));
    return new Map(
      people.flatMap((id) => {
        const key = known.get(id);
        return key ? [[id, key] as const] : [];
      }),
    );
  };
}

const portsOf = (project: Project, now: Date): WalkPorts => ({
  pin: async (scope, criteria) => ((await isSettled(scope, criteria, now)) ? newestPin(scope) : 'wait'),
  readCommitted,
  keysOf: keeper(project),
});

/** The logs that are asked for: those of organizations, or all that the project has. */
const logsOf = async ({ criteria, projectId }: Scope): Promise<string[]> =>
  criteria.organizations.length > 0 ? [...criteria.organizations].sort() : listLogsOf(projectId);

const begin = async (scope: Scope): Promise<WalkState> => ({
  logs: (await logsOf(scope)).map(newWalk),
  findings: noFindings(),
});

/** Where the walk stood when the scope was complete, or when its logs were last read on. */
async function takeUp(scope: Scope): Promise<WalkState> {
  const known = await readState(scope);
  if (known || !scope.result) return known ?? begin(scope);
  return readFound(scope.breachId, await readResult(scope.breachId, scope.result.key));
}

/** Every log that has a newer checkpoint goes on to it; logs that are new are read too. */
async function unpin(scope: Scope, { logs, findings }: WalkState): Promise<WalkState> {
  const known = new Set(logs.map((log) => log.scope));
  const added = (await logsOf(scope)).filter((log) => !known.has(log)).map(newWalk);
  for (const log of logs) {
    if (!log.proven) continue;
    const pin = await newestPin(log.scope);
    if (pin === 'empty' || pin.size === log.pin?.size) continue;
    log.pin = pin;
    log.proven = false;
  }
  return { logs: [...logs, ...added], findings };
}

export interface Ran {
  readonly state: WalkState;
  /** `done`: every log is proven. */
  readonly outcome: 'done' | 'waits' | 'goes_on' | WalkFailure;
  /** The log that made it fail. */
  readonly log?: string;
}

export const isFailure = (walked: string): walked is WalkFailure =>
  ['log_differs', 'archive_incomplete', 'too_many_events'].includes(walked);

/** @param follow whether the scope is complete, and its logs are read on for what came late. */
export async function goOn(scope: Scope, project: Project, follow: boolean, timeLeft: () => boolean): Promise<Ran> {
  const taken = await takeUp(scope);
  const state = follow ? await unpin(scope, taken) : taken;
  const ports = portsOf(project, new Date());
  const work = { criteria: scope.criteria, findings: state.findings, late: follow };
  let waits = false;
  let outcome: Ran['outcome'] = 'done';
  for (const log of state.logs) {
    if (log.proven) continue;
    if (!timeLeft()) {
      outcome = 'goes_on';
      break;
    }
    const walked = await walkLog(ports, log, work, timeLeft);
    if (isFailure(walked)) return { state, outcome: walked, log: log.scope };
    waits ||= walked === 'waits';
    if (walked === 'time_is_up') outcome = 'goes_on';
  }
  if (outcome === 'done' && waits) outcome = 'waits';
  await saveState(scope, state, outcome === 'waits');
  return { state, outcome };
}
