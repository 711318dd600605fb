/** How far a walk is, in the live bucket, which forgets it after a day: then the walk begins again. */
import { getObject, putObject } from '../shared/aws/s3.ts';
import type { Findings, Individual, TimelineEntry } from './findings.ts';
import type { Scope } from './scope.ts';
import type { LogWalk } from './walk.ts';

export interface WalkState {
  readonly logs: readonly LogWalk[];
  readonly findings: Findings;
}

/** What is shown of it. */
export interface Progress {
  readonly number: number;
  readonly entries: number;
  /** In the logs that are pinned by now. */
  readonly of: number;
  readonly logsDone: number;
  readonly logs: number;
  /** Whether it waits for events of the window to be archived and signed. */
  readonly waits: boolean;
}

type Named = Pick<Scope, 'projectId' | 'breachId' | 'number'>;
const folderOf = ({ projectId, breachId }: Named): string => `exports/${projectId}/${breachId}/`;

const progressOf = (number: number, { logs }: WalkState, waits: boolean): Progress => ({
  number,
  entries: logs.reduce((sum, { next }) => sum + next, 0),
  of: logs.reduce((sum, { pin }) => sum + (pin?.size ?? 0), 0),
  logsDone: logs.filter(({ proven }) => proven).length,
  logs: logs.length,
  waits,
});

async function readJson(key: string): Promise<unknown> {
  const bytes = await getObject('LIVE_BUCKET', key);
  return bytes && JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Of the scope of that number and no other. */
export async function readProgress(one: Named): Promise<Progress | undefined> {
  const progress = (await readJson(`${folderOf(one)}written.json`)) as Progress | undefined;
  return progress?.number === one.number ? progress : undefined;
}

interface Kept {
  readonly logs: LogWalk[];
  readonly timeline: TimelineEntry[];
  readonly individuals: Individual[];
}

export async function readState(one: Named): Promise<WalkState | undefined> {
  const kept = (await readJson(`${folderOf(one)}scope-${one.number}.json`)) as Kept | undefined;
  if (!kept) return undefined;
  const individuals = new Map(kept.individuals.map((person) => [person.id, person]));
  return { logs: kept.logs, findings: { timeline: kept.timeline, individuals } };
}

/** First what it is, then what is shown of it. */
export async function saveState(one: Named, state: WalkState, waits: boolean): Promise<Progress> {
  const { logs, findings } = state;
  const kept = { logs, timeline: findings.timeline, individuals: [...findings.individuals.values()] };
  const progress = progressOf(one.number, state, waits);
  await putObject('LIVE_BUCKET', `${folderOf(one)}scope-${one.number}.json`, Buffer.from(JSON.stringify(kept)));
  await putObject('LIVE_BUCKET', `${folderOf(one)}written.json`, Buffer.from(JSON.stringify(progress)));
  return progress;
}
