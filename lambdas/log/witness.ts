/**
 * C2SP tlog-witness, the side of the log: what `add-checkpoint` is asked with, and what its answer means. A witness
 * cosigns a checkpoint only when it follows from all that it cosigned before, so it notices a fork that nobody else sees.
 */
import { err, ok, type Result } from '../shared/result.ts';
import { type NoteKey, openNote } from './note.ts';

export interface WitnessAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What a witness says in place of a cosignature. */
export type WitnessFault =
  /** It is at another size, from which it must be led on. */
  | { readonly kind: 'elsewhere'; readonly size: number }
  /** It holds another history than this log's: one of the two was forged. */
  | { readonly kind: 'contradicts'; readonly reason: string }
  /** It does not answer as a witness of this log does: tried again later. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A tree of 2^63 leaves needs no more. */
const PROOF_MAX = 63;

export function addCheckpointBody(old: number, proof: readonly Uint8Array[], note: string): string {
  if (proof.length > PROOF_MAX) throw new Error(`a proof of ${proof.length} hashes`);
  return [`old ${old}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', note].join('\n');
}

/** The lines of the answer that `key` made over the note's text. Others are ignored, as the specification asks. */
function cosignaturesIn(body: string, note: string, key: NoteKey): Result<string, WitnessFault> {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const start = `— ${key.name} `;
  const isOwn = (line: string): boolean =>
    line.startsWith(start) && Buffer.from(line.slice(start.length), 'base64').toString('hex').startsWith(key.id);
  const own = body.split('\n').filter(isOwn)[0];
  if (own === undefined) return err({ kind: 'unavailable', reason: 'no cosignature of its key in the answer' });
  try {
    openNote(`${text}\n${own}\n`, [key]);
    return ok(`${own}\n`);
  } catch {
    return err({ kind: 'unavailable', reason: 'its cosignature is wrong' });
  }
}

/** What a 409 means: the witness tells where it stands, or, at the same size, that it has another root. */
function judgeConflict({ contentType, body }: WitnessAnswer, old: number, size: number): WitnessFault {
  const known = /^(0|[1-9]\d{0,15})\n$/.exec(body)?.[1];
  if (!contentType.startsWith('text/x.tlog.size') || known === undefined) {
    return old === size
      ? { kind: 'contradicts', reason: 'it has another root at this size' }
      : { kind: 'unavailable', reason: 'a conflict without a size' };
  }
  const at = Number(known);
  if (at > size) return { kind: 'contradicts', reason: `it has cosigned ${at} entries, and the log has ${size}` };
  if (at === old) return { kind: 'contradicts', reason: 'it has another root at this size' };
  return { kind: 'elsewhere', size: at };
}

/** The cosignature's line, verified, or why there is none. @param old what the request named. */
export function judgeAnswer(
  answer: WitnessAnswer,
  asked: { readonly note: string; readonly size: number; readonly old: number },
  key: NoteKey,
): Result<string, WitnessFault> {
  if (answer.status === 200) return cosignaturesIn(answer.body, asked.note, key);
  if (answer.status === 409) return err(judgeConflict(answer, asked.old, asked.size));
  if (answer.status === 422) {
    return err({ kind: 'contradicts', reason: 'it finds that this checkpoint does not follow from its own' });
  }
  return err({ kind: 'unavailable', reason: `it answered ${answer.status}` });
}
