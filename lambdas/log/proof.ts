/** C2SP tlog-proof: one file that proves, without any network, that an entry is in a log. */
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, leafHash } from './merkle.ts';
import { verifyInclusion } from './merkle-proof.ts';
import type { NoteKey } from './note.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';

export interface LogProof {
  readonly index: number;
  /** From the leaf's sibling up to the root's child. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
  /** Not authenticated: what the reader needs to rebuild the entry. Here it is the leaf itself. */
  readonly extra?: Uint8Array | undefined;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export function formatProof({ index, hashes, checkpoint, extra }: LogProof): string {
  const lines = [HEADER, ...(extra ? [`extra ${base64(extra)}`] : []), `index ${index}`, ...hashes.map(base64)];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** @throws on any other spelling than the one `formatProof` gives. */
export function parseProof(text: string): LogProof {
  const blank = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(blank, 0)).split('\n');
  const extra = lines[0]?.startsWith('extra ') ? Buffer.from(lines.shift()?.slice(6) ?? '', 'base64') : undefined;
  const index = /^index (\d+)$/.exec(lines.shift() ?? '')?.[1];
  const hashes = lines.map((line) => Buffer.from(line, 'base64'));
  const proof = { index: Number(index), hashes, checkpoint: text.slice(blank + 2), extra };
  const valid = header === HEADER && Number.isSafeInteger(proof.index) && hashes.every((h) => h.length === HASH_BYTES);
  if (!valid || formatProof(proof) !== text) throw new Error('malformed proof');
  return proof;
}

/** The checkpoint under which `leaf` stands at the proof's index. @throws when it does not. */
export function verifyProof(text: string, leaf: string | Uint8Array, keys: readonly NoteKey[]): Checkpoint {
  const proof = parseProof(text);
  const checkpoint = openCheckpoint(proof.checkpoint, keys);
  if (!verifyInclusion(proof.index, checkpoint.size, leafHash(leaf), proof.hashes, checkpoint.root)) {
    throw new Error(`the entry is not at index ${proof.index} of ${checkpoint.origin}`);
  }
  return checkpoint;
}
