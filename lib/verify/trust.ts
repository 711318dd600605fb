/**
 * Which keys may sign a log. Whoever trusts a key trusts from then on each key beside the log that signs a note together
 * with a trusted one: that is how a log changes its key (docs/audit-log.md).
 */
import { type NoteKey, noteKey, type OpenNote, openNote } from '../../lambdas/log/note.ts';

const DIRECTORY = 'directory';

const hostOf = (origin: string): string => origin.slice(0, origin.lastIndexOf('/'));
const same = (one: NoteKey, other: NoteKey): boolean => one.name === other.name && one.id === other.id;

/**
 * Of the keys that were given, those of the log. The directory's keys sign every log of its host, each under the log's
 * own name.
 */
export function keysOfLog(origin: string, given: readonly NoteKey[]): NoteKey[] {
  const signing = given.filter(({ type }) => type !== 'ed25519-cosignature');
  const own = signing.filter(({ name }) => name === origin);
  const named = signing
    .filter(({ name }) => name === `${hostOf(origin)}/${DIRECTORY}` && name !== origin)
    .map(({ publicKey, type }) => noteKey(origin, publicKey, type))
    .filter((key) => !own.some((one) => same(one, key)));
  return [...own, ...named];
}

/** Opens the notes of one log in the order in which they were signed. */
export interface Trust {
  /** Keys beside the log that no note has introduced yet. */
  readonly strange: readonly NoteKey[];
  /** Keys beside the log that a note has introduced. */
  readonly introduced: readonly NoteKey[];
  /**
   * @param witnesses others whose signatures are looked for too.
   * @throws when no key signed it that is trusted by now, or a signature is wrong.
   */
  open(note: string, witnesses?: readonly NoteKey[]): OpenNote & { readonly lines: readonly SignatureLine[] };
}

interface SignatureLine {
  readonly name: string;
  /** Of the key, eight hexadecimal digits. */
  readonly id: string;
}

/** The lines below the last empty one, as far as whose they are. */
const linesOf = (note: string): SignatureLine[] =>
  note
    .slice(note.lastIndexOf('\n\n') + 2, -1)
    .split('\n')
    .map((line) => {
      const [, name = '', signature = ''] = line.split(' ');
      return { name, id: Buffer.from(signature, 'base64').subarray(0, 4).toString('hex') };
    });

/** @param beside the keys in the folder of the log. */
export function trustOf(trusted: readonly NoteKey[], beside: readonly NoteKey[]): Trust {
  const keys = [...trusted];
  let strange = beside.filter((key) => !keys.some((one) => same(one, key)));
  return {
    get strange() {
      return strange;
    },
    get introduced() {
      return keys.slice(trusted.length);
    },
    open(note, witnesses = []) {
      const opened = openNote(note, [...keys, ...strange, ...witnesses]);
      const known = opened.signers.filter((signer) => keys.includes(signer));
      if (known.length === 0) throw new Error('no trusted key signed this note');
      // An ML-DSA-44 key signs checkpoints alone, and hands nothing over.
      if (known.some(({ type }) => type === 'ed25519')) {
        keys.push(...opened.signers.filter((signer) => strange.includes(signer)));
        strange = strange.filter((key) => !keys.includes(key));
      }
      return { ...opened, lines: linesOf(note) };
    },
  };
}
