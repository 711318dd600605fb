/**
 * Puts S3 legal holds on the segments that a hold concerns, and takes them off when it was released and no other hold
 * concerns them. Goes on where it stopped, and looks at what was archived since, for as long as the hold lasts.
 */
import { listLogsOf } from '../audit/log-owner-store.ts';
import { holdLocked, listLocked, readLocked } from '../log/archive-store.ts';
import { readHead } from '../log/log-store.ts';
import { parseSegmentPath, segmentLines } from '../log/segment.ts';
import { concernsText, coversLog, type Held } from './hold.ts';
import { type LockCursor, readLockCursor, writeLockCursor } from './hold-lock-store.ts';
import type { InForce } from './hold-store.ts';

/** Segments between two notes of how far it is. */
const NOTE_EVERY = 50;

/** Which of the holds concern the segment. Read only where one of them is about a person. */
async function concerning<H extends Held>(holds: readonly H[], scope: string, path: string): Promise<H[]> {
  const ofPeople = holds.some((held) => !coversLog(held, scope, held.projectId));
  const bytes = ofPeople ? await readLocked(scope, path) : undefined;
  const text = bytes ? segmentLines(bytes).join('\n') : '';
  return holds.filter((held) => concernsText(held, scope, held.projectId, text));
}

/** @param others holds that are active, without this one. */
async function treat(held: InForce, others: readonly InForce[], scope: string, path: string): Promise<boolean> {
  const [own] = await concerning([held], scope, path);
  if (!own) return false;
  if (held.phase === 'lifting' && (await concerning(others, scope, path)).length > 0) return false;
  await holdLocked(scope, path, held.phase === 'active');
  return true;
}

export interface Progress {
  /** Whether everything that is archived was looked at. */
  readonly done: boolean;
  readonly segments: number;
}

async function treatLog(
  held: InForce,
  others: readonly InForce[],
  scope: string,
  keepGoing: () => boolean,
): Promise<Progress> {
  const [head, start] = await Promise.all([readHead(scope), readLockCursor(held.id, held.phase, scope)]);
  let cursor: LockCursor = start;
  if ((head?.size ?? 0) <= cursor.through) return { done: true, segments: cursor.segments };
  const note = () => writeLockCursor(held.id, held.phase, scope, cursor);
  let since = 0;
  for await (const path of listLocked(scope, 'segments/', cursor.path)) {
    if (!keepGoing()) {
      await note();
      return { done: false, segments: cursor.segments };
    }
    const name = parseSegmentPath(path);
    if (!name) continue;
    const treated = await treat(held, others, scope, path);
    cursor = { path, through: name.first + name.count, segments: cursor.segments + Number(treated) };
    if (++since % NOTE_EVERY === 0) await note();
  }
  if (cursor !== start) await note();
  return { done: true, segments: cursor.segments };
}

/** @param all that are in force. */
export async function lockSegments(
  held: InForce,
  all: readonly InForce[],
  keepGoing: () => boolean,
): Promise<Progress> {
  const { projectId, target } = held;
  const others = all.filter(({ id, phase, projectId: of }) => id !== held.id && phase === 'active' && of === projectId);
  const scopes = target.type === 'organization' ? [target.id] : await listLogsOf(projectId);
  let segments = 0;
  for (const scope of scopes) {
    const progress = await treatLog(held, others, scope, keepGoing);
    segments += progress.segments;
    if (!progress.done) return { done: false, segments };
  }
  return { done: true, segments };
}
