/** Holds a log head against the archive before it is signed: the entries, and the checkpoints that were published. */
import type { LogHead } from './archive.ts';
import { halt } from './archive-scope.ts';
import { type Checkpoint, openCheckpoint, type TreeHead } from './checkpoint.ts';
import type { LogObject } from './edge.ts';
import { proveConsistency, verifyConsistency } from './merkle-proof.ts';
import type { NoteKey } from './note.ts';
import type { ArchivePorts } from './ports.ts';
import { loadEdge } from './rebuild-edge.ts';
import { padded } from './segment.ts';
import { tilePath, tileReader } from './tile.ts';
import { vouchedCheckpoint } from './vouched-checkpoint.ts';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const sizeOf = (path: string): number => Number(path.slice('checkpoints/'.length));

/** The tree head that `open` finds in the checkpoint of the log at this path; `undefined` when it tells none. */
async function readCheckpoint(
  ports: ArchivePorts,
  { scope, origin }: LogHead,
  path: string,
  open: (note: string) => Checkpoint | Promise<Checkpoint>,
): Promise<TreeHead | undefined> {
  const note = await ports.readLocked(scope, path);
  try {
    const found = note && (await open(textOf(note)));
    return found && found.origin === origin && found.size === sizeOf(path) ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Holds the newest checkpoint, and every one that was published after it, against the tree that is to be signed. There
 * is a later one when a run died between putting and noting it; and when somebody put the head back to an earlier time,
 * which must not become a fork under the log's own signature. Gives the path of one that is not part of the tree.
 */
async function findFork(
  ports: ArchivePorts,
  head: LogHead,
  keys: readonly NoteKey[],
  tiles: readonly LogObject[],
): Promise<string | undefined> {
  const newest = `checkpoints/${padded(head.signed?.size ?? 0)}`;
  const follows = async (path: string, open: (note: string) => Checkpoint | Promise<Checkpoint>): Promise<boolean> => {
    const found = await readCheckpoint(ports, head, path, open);
    return found !== undefined && (await isPrefix(ports, found, head, tiles));
  };
  // The head names a key too, but whoever may write it may name their own.
  const vouched = (note: string) => vouchedCheckpoint(ports.readLocked, head, note, keys);
  if (head.signed && !(await follows(newest, vouched))) return newest;
  for await (const path of ports.listLocked(head.scope, 'checkpoints/', newest)) {
    if (!(await follows(path, (note) => openCheckpoint(note, keys)))) return path;
  }
  return undefined;
}

async function isPrefix(ports: ArchivePorts, { size, root }: TreeHead, head: LogHead, tiles: readonly LogObject[]) {
  if (size === 0 || size > head.size) return false;
  if (size === head.size) return Buffer.compare(root, head.root) === 0;
  const read = tileReader(head.size, async (tile) => {
    const path = tilePath(tile);
    const bytes = tiles.find((object) => object.path === path)?.bytes ?? (await ports.readLocked(head.scope, path));
    return bytes ?? Buffer.alloc(0);
  });
  return verifyConsistency(size, head.size, await proveConsistency(size, head.size, read), root, head.root);
}

/**
 * The partial tiles of the tree that is to be signed: whoever may write the table must not say what that is. A log that
 * did not grow since its newest checkpoint has the root of that one. `undefined` when another run got ahead of this one.
 */
export async function checkTree(
  ports: ArchivePorts,
  head: LogHead,
  keys: readonly NoteKey[],
): Promise<readonly LogObject[] | undefined> {
  const edge = head.size === head.signed?.size ? undefined : await loadEdge(ports, head);
  if (edge && Buffer.compare(edge.root(), head.root) !== 0) {
    await halt(ports, head.scope, 'the log head has another root than its entries', `checkpoints/${padded(head.size)}`);
  }
  const tiles = edge?.objects() ?? [];
  const fork = await findFork(ports, head, keys, tiles);
  if (fork === undefined) return tiles;
  if ((await ports.readHead(head.scope))?.version !== head.version) return undefined;
  return await halt(ports, head.scope, 'a published checkpoint is not part of this log', fork);
}
