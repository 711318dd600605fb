/**
 * Takes the newest checkpoints of all logs up into the directory. The same steps and the same commit point as for any
 * log (`archive-scope.ts`): a crash anywhere is a replay, and of two runs at once one throws its work away.
 */
import { randomInt } from 'node:crypto';
import { type LogHead, newLog } from './archive.ts';
import { finishPlan, startPlan } from './archive-scope.ts';
import { openCheckpoint } from './checkpoint.ts';
import {
  DIRECTORY,
  judgeHead,
  LEAVES_MAX,
  type Listed,
  type ListedHead,
  listedIn,
  planDirectory,
} from './directory.ts';
import { EMPTY_ROOT } from './merkle.ts';
import type { ArchivePorts } from './ports.ts';
import { keysOf } from './publish.ts';
import { loadEdge } from './rebuild-edge.ts';
import { padded, parseLine, parseSegmentPath, segmentLines } from './segment.ts';
import { unpackStaging } from './staging.ts';

export interface DirectoryPorts extends ArchivePorts {
  /** Of the scopes that have one; may lag. */
  readHeads(scopes: readonly string[]): Promise<readonly LogHead[]>;
}

export interface DirectoryOptions {
  /** The directory's name in its checkpoints, used when it begins. */
  readonly origin: string;
  readonly scopes: readonly string[];
  readonly now: Date;
  /** Asked before each further batch. */
  readonly keepGoing: () => boolean;
}

const PARALLEL_READS = 16;

/** Out of the newest staging bundle; when that has expired, out of the whole directory in the locked bucket. */
async function readListed(ports: ArchivePorts, { size, staged, scope }: LogHead): Promise<Listed> {
  if (size === 0) return {};
  const bytes = staged && (await ports.readStaging(scope, staged));
  if (staged && bytes) {
    try {
      const { listed } = unpackStaging(staged, bytes);
      if (listed) return listed;
    } catch {
      await ports.report('staging bundle altered', { scope, staged });
    }
  }
  const listed: Record<string, number> = {};
  let next = 0;
  for await (const path of ports.listLocked(scope, 'segments/', 'segments/')) {
    const name = parseSegmentPath(path);
    const segment = name?.first === next && (await ports.readLocked(scope, path));
    if (!name || !segment) continue;
    next += name.count;
    for (const line of segmentLines(segment)) {
      const found = listedIn(parseLine(line).leaf);
      listed[found.scope] = found.size;
    }
  }
  if (next !== size) throw new Error(`the directory has ${size} leaves, of which ${next} were found`);
  return listed;
}

/** The head as the log signed it: out of the locked bucket, because the row could say anything. */
async function readSigned(ports: ArchivePorts, head: LogHead): Promise<ListedHead | undefined> {
  const { scope, origin, signed } = head;
  const path = `checkpoints/${padded(signed?.size ?? 0)}`;
  const note = await ports.readLocked(scope, path);
  try {
    if (!note) throw new Error('the checkpoint is not there');
    const found = openCheckpoint(Buffer.from(note).toString('utf8'), await keysOf(ports, head));
    if (found.size !== signed?.size) throw new Error('the checkpoint is of another size');
    return { scope, origin, size: found.size, root: found.root };
  } catch (error) {
    await ports.report('checkpoint not as the log signed it', { scope, path, reason: String(error) });
    return undefined;
  }
}

/**
 * Checkpoints that the directory does not have, from another start each time where they are more than one plan takes.
 * One that cannot be read is told, and holds up no other.
 */
async function readNews(ports: DirectoryPorts, scopes: readonly string[], listed: Listed) {
  const changed: LogHead[] = [];
  for (const head of await ports.readHeads(scopes)) {
    if (!head.signed) continue;
    const judged = judgeHead(listed, head.scope, head.signed.size);
    if (!judged.ok) await ports.report('log shorter than the directory says', { scope: head.scope });
    else if (judged.value === 'new') changed.push(head);
  }
  const more = changed.length > LEAVES_MAX;
  const start = more ? randomInt(changed.length) : 0;
  const next = [...changed.slice(start), ...changed.slice(0, start)].slice(0, LEAVES_MAX);
  const news: ListedHead[] = [];
  const worker = async () => {
    for (let head = next.pop(); head; head = next.pop()) {
      const signed = await readSigned(ports, head);
      if (signed) news.push(signed);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, worker));
  return { news, more };
}

/** One turn: finishes a plan, or makes and finishes one. `false` when the directory is up to what was read. */
async function turn(ports: DirectoryPorts, { origin, scopes, now }: DirectoryOptions): Promise<boolean> {
  const head = (await ports.readHead(DIRECTORY)) ?? newLog(DIRECTORY, origin, EMPTY_ROOT);
  if (head.pending) {
    await finishPlan(ports, head);
    return true;
  }
  const listed = await readListed(ports, head);
  const { news, more } = await readNews(ports, scopes, listed);
  const plan = planDirectory(head, await loadEdge(ports, head), listed, news, now);
  if (!plan) return false;
  if (!(await startPlan(ports, head, plan))) return true;
  await finishPlan(ports, plan.head);
  return more;
}

/** @throws as `archiveScope` does; the next run takes it up. */
export async function extendDirectory(ports: DirectoryPorts, options: DirectoryOptions): Promise<void> {
  while ((await turn(ports, options)) && options.keepGoing());
}
