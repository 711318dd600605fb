/** The newest checkpoint of a log, where keys vouch for it that somebody trusts: those in KMS, and none that lie beside it. */
import type { LogHead } from './archive.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { type NoteKey, openNote } from './note.ts';
import { parseSeal } from './seal.ts';

const sameTree = (one: Checkpoint, other: Checkpoint): boolean =>
  one.origin === other.origin && one.size === other.size && Buffer.compare(one.root, other.root) === 0;

/**
 * A log that was idle when its key was replaced has no checkpoint by the key of today, but a seal that says the same.
 * @param keys that sign now. @throws when none of them signed the checkpoint, or the newest seal of the same tree.
 */
export async function vouchedCheckpoint(
  readLocked: (scope: string, path: string) => Promise<Uint8Array | undefined>,
  { scope, origin, sealed }: Pick<LogHead, 'scope' | 'origin' | 'sealed'>,
  note: string,
  keys: readonly NoteKey[],
): Promise<Checkpoint> {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  if (checkpoint.origin !== origin || !origin.endsWith(`/${scope}`)) throw new Error('a checkpoint of another log');
  try {
    return openCheckpoint(note, keys);
  } catch (error) {
    const seal = sealed && (await readLocked(scope, `seals/${sealed}`));
    if (seal && sameTree(parseSeal(openNote(Buffer.from(seal).toString('utf8'), keys).text), checkpoint)) {
      return checkpoint;
    }
    throw error;
  }
}
