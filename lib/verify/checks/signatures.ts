/** Opens every checkpoint and seal of a log under the trusted keys. What is not signed by them is a difference. */

import { canonical } from '../../../lambdas/audit/leaf.ts';
import { type Checkpoint, openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { formatVkey, type NoteKey, openNote, parseVkey } from '../../../lambdas/log/note.ts';
import { parseSeal, type Seal } from '../../../lambdas/log/seal.ts';
import { Difference, reasonOf } from '../difference.ts';
import { type LogFiles, readLogFile, scopeOf } from '../log-files.ts';

export interface Signed {
  readonly origin: string;
  readonly scope: string;
  readonly checkpoints: readonly (Checkpoint & { readonly file: string })[];
  readonly seals: readonly (Seal & { readonly file: string })[];
  readonly kept: readonly (Checkpoint & { readonly file: string })[];
}

/** A signed note from outside the copy. */
export interface KeptNote {
  readonly file: string;
  readonly note: string;
}

/** The keys beside the log, each named by its id. */
export function readFolderKeys(files: LogFiles): NoteKey[] {
  return files.keys.map((path) => {
    try {
      const text = readLogFile(files, path).toString('utf8');
      const key = parseVkey(text.slice(0, -1));
      if (`${formatVkey(key)}\n` === text && path === `keys/${key.id}.vkey`) return key;
    } catch (error) {
      throw new Difference(`${files.name}/${path}`, undefined, reasonOf(error));
    }
    throw new Difference(`${files.name}/${path}`, undefined, 'the key is not the one that the name tells');
  });
}

function readMeta(files: LogFiles): { origin: string; scope: string } {
  const bytes = readLogFile(files, 'meta.json');
  const scope = scopeOf(files.name);
  const origin = /"origin":"([^"\\]+)"/.exec(bytes.toString('utf8'))?.[1] ?? '';
  const expected = `${canonical({ v: 1, scope, origin, hash: 'SHA-256', tree: 'RFC 6962' })}\n`;
  if (origin === '' || bytes.toString('utf8') !== expected || !origin.endsWith(`/${scope}`)) {
    throw new Difference(`${files.name}/meta.json`, undefined, 'the description is not that of this log');
  }
  return { origin, scope };
}

/** @param index the first entry that only this note vouches for, named when it does not open. */
function open<T>(files: LogFiles, path: string, index: number, read: (note: string) => T): T & { file: string } {
  try {
    const bytes = readLogFile(files, path, index);
    const note = bytes.toString('utf8');
    if (!Buffer.from(note, 'utf8').equals(bytes)) throw new Error('the note is not UTF-8');
    return { ...read(note), file: `${files.name}/${path}` };
  } catch (error) {
    if (error instanceof Difference) throw error;
    throw new Difference(`${files.name}/${path}`, index, reasonOf(error));
  }
}

/** Whose log a note says that it is of: its first line. Nothing yet says that it is right. */
export const originOf = ({ note }: KeptNote): string => note.slice(0, Math.max(0, note.indexOf('\n')));

/** Checkpoints of this log that an auditor kept elsewhere: a copy that was rolled back does not reach them. */
function openKept(origin: string, kept: readonly KeptNote[], trusted: readonly NoteKey[]): Signed['kept'] {
  return kept
    .filter((one) => originOf(one) === origin)
    .map(({ file, note }) => {
      try {
        return { ...openCheckpoint(note, trusted), file };
      } catch (error) {
        throw new Difference(file, undefined, `the checkpoint that was kept does not open: ${reasonOf(error)}`);
      }
    });
}

export function checkSignatures(files: LogFiles, trusted: readonly NoteKey[], kept: readonly KeptNote[]): Signed {
  const { origin, scope } = readMeta(files);
  if (!trusted.some(({ name }) => name === origin)) {
    throw new Difference(`${files.name}/meta.json`, undefined, `no trusted key is that of ${origin}`);
  }
  const strange = readFolderKeys(files).find(({ name, id }) => !trusted.some((k) => k.name === name && k.id === id));
  if (strange) throw new Difference(`${files.name}/keys/${strange.id}.vkey`, undefined, 'the key is not a trusted one');

  let vouched = 0;
  const checkpoints = [...files.checkpoints].map(([size, path]) => {
    const checkpoint = open(files, path, vouched, (note) => {
      const found = openCheckpoint(note, trusted);
      if (found.origin !== origin) throw new Error(`the checkpoint is of another log, ${found.origin}`);
      if (found.size !== size) throw new Error(`a checkpoint of size ${found.size} lies here`);
      return found;
    });
    vouched = size;
    return checkpoint;
  });
  const seals = [...files.seals].map(([day, path]) =>
    open(files, path, 0, (note) => {
      const { text, signers } = openNote(note, trusted);
      const seal = parseSeal(text);
      if (seal.origin !== origin || !signers.some(({ name }) => name === origin)) throw new Error('of another log');
      if (seal.day !== day) throw new Error(`the seal of ${seal.day} lies here`);
      return seal;
    }),
  );
  for (const [i, seal] of seals.entries()) {
    if (seal.size < (seals[i - 1]?.size ?? 0))
      throw new Difference(seal.file, seal.size, 'the log shrank since the day before');
  }
  return { origin, scope, checkpoints, seals, kept: openKept(origin, kept, trusted) };
}
