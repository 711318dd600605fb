/** What a log has published: its newest checkpoint, from the locked bucket, and its objects. */
import { readLive, readLocked } from './archive-store.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { readHead } from './log-store.ts';
import type { Readers } from './prove-event.ts';
import { padded } from './segment.ts';

export interface Published {
  readonly checkpoint: Checkpoint;
  /** The signed note, verbatim. */
  readonly note: string;
  /** The newest verifier key that it was signed with, in its one-line form; and all of them. */
  readonly vkey: string;
  readonly vkeys: readonly string[];
}

export const readersOf = (scope: string): Readers => ({
  locked: (path) => readLocked(scope, path),
  live: (path) => readLive(scope, path),
});

/** `undefined` before the first checkpoint. */
export async function readPublished(scope: string): Promise<Published | undefined> {
  const head = await readHead(scope);
  if (!head?.signed) return undefined;
  const { size, keyId, others = [] } = head.signed;
  const [note, ...keys] = await Promise.all(
    [`checkpoints/${padded(size)}`, ...[keyId, ...others].map((id) => `keys/${id}.vkey`)].map((path) =>
      readLocked(scope, path),
    ),
  );
  const vkeys = keys.flatMap((key) => (key ? [Buffer.from(key).toString('utf8').trimEnd()] : []));
  const [vkey] = vkeys;
  if (!note || vkey === undefined || vkeys.length < keys.length) {
    throw new Error('a published checkpoint or its key is missing');
  }
  const text = Buffer.from(note).toString('utf8');
  return { note: text, checkpoint: parseCheckpoint(text.slice(0, text.indexOf('\n\n') + 1)), vkey, vkeys };
}
