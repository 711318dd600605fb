/** C2SP tlog-checkpoint: the text that a log signs, naming its origin, its size and its root. */
import { HASH_BYTES } from './merkle.ts';
import { type NoteKey, openNote } from './note.ts';

export interface TreeHead {
  /** Number of leaves. */
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

/** The three mandatory lines; extension lines are refused, as this log never writes any. @throws when malformed. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...rest] = text.split('\n');
  const bytes = Buffer.from(root ?? '', 'base64');
  const checkpoint = { origin: origin ?? '', size: /^\d+$/.test(size ?? '') ? Number(size) : Number.NaN, root: bytes };
  const valid =
    origin && end === '' && rest.length === 0 && bytes.length === HASH_BYTES && Number.isSafeInteger(checkpoint.size);
  if (!valid || formatCheckpoint(checkpoint) !== text) throw new Error('malformed checkpoint');
  return checkpoint;
}

/** A checkpoint signed by the log itself. @throws when malformed, unsigned, or signed under another origin. */
export function openCheckpoint(note: string, keys: readonly NoteKey[]): Checkpoint {
  const { text, signers } = openNote(note, keys);
  const checkpoint = parseCheckpoint(text);
  if (!signers.some(({ name }) => name === checkpoint.origin)) {
    throw new Error(`the log ${checkpoint.origin} did not sign this checkpoint itself`);
  }
  return checkpoint;
}
