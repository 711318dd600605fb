/** Opens every checkpoint and seal of a log under the trusted keys. What is not signed by them is a difference. */

import { canonical } from '../../../lambdas/audit/leaf.ts';
import { type Checkpoint, parseCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { formatVkey, type NoteKey, parseVkey } from '../../../lambdas/log/note.ts';
import { parseSeal, type Seal } from '../../../lambdas/log/seal.ts';
import { Difference, reasonOf } from '../difference.ts';
import { type LogFiles, readLogFile, scopeOf } from '../log-files.ts';
import { keysOfLog, type Trust, trustOf } from '../trust.ts';

/** A signed tree head, and where it was found. */
export interface SignedHead extends Checkpoint {
  readonly file: string;
}

export interface Signed {
  readonly origin: string;
  readonly scope: string;
  readonly checkpoints: readonly SignedHead[];
  /** How many of the checkpoints a trusted ML-DSA-44 key signed too. */
  readonly postQuantum: number;
  readonly seals: readonly (Seal & { readonly file: string })[];
  /** Further heads of this log: kept elsewhere, or shown to a witness. */
  readonly kept: readonly SignedHead[];
  /** Ids of the witnesses' keys whose signatures were checked, one for each anchor. */
  readonly witnessed: readonly string[];
  /** Keys that a note of a trusted key introduced. */
  readonly introduced: readonly NoteKey[];
}

/** A signed note from outside the copy. */
export interface KeptNote {
  readonly file: string;
  readonly note: string;
}

/** The keys beside the log, each named by its id. */
function readFolderKeys(files: LogFiles): NoteKey[] {
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

interface OpenCheckpoint extends Checkpoint {
  readonly postQuantum: boolean;
}

const isPostQuantum = ({ type }: NoteKey): boolean => type === 'ml-dsa-44';

/**
 * A note in the folder of a log has lines of the keys beside it alone: a changed line must not pass for one that is of
 * somebody unknown. An anchor has one more, of the witness.
 */
function openOwn(note: string, trust: Trust, witness?: string, witnesses: readonly NoteKey[] = []) {
  const { text, signers, lines } = trust.open(note, witnesses);
  const others = lines.filter(({ name, id }) => !signers.some((signer) => signer.name === name && signer.id === id));
  const expected = others.every(({ id }) => id === witness) && others.length + signers.length === lines.length;
  if (!expected || others.length > 1) throw new Error('a line under it is of no key of this log');
  return { text, signers };
}

/** A checkpoint that the log itself signed. */
function readCheckpoint(note: string, origin: string, trust: Trust, own: boolean): OpenCheckpoint {
  const { text, signers } = own ? openOwn(note, trust) : trust.open(note);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) throw new Error(`the checkpoint is of another log, ${checkpoint.origin}`);
  return { ...checkpoint, postQuantum: signers.some(isPostQuantum) };
}

/**
 * Whoever was given the ML-DSA-44 key expects its signature: from the first checkpoint that has it, all have it. A log
 * that is idle since before is silent, unless the key was given under its own name.
 */
function checkPostQuantum(
  origin: string,
  checkpoints: readonly (OpenCheckpoint & { file: string })[],
  trusted: readonly NoteKey[],
  given: readonly NoteKey[] | undefined,
): void {
  if (!given || !trusted.some(isPostQuantum)) return;
  const begun = checkpoints.findIndex(({ postQuantum }) => postQuantum);
  const own = given.some((key) => isPostQuantum(key) && key.name === origin);
  const without = begun < 0 ? own && checkpoints.at(-1) : checkpoints.slice(begun).find((one) => !one.postQuantum);
  if (without) throw new Difference(without.file, without.size, 'the ML-DSA-44 signature is missing');
}

/** Checkpoints of this log that an auditor kept elsewhere: a copy that was rolled back does not reach them. */
function openKept(origin: string, kept: readonly KeptNote[], trust: Trust): Signed['kept'] {
  return kept
    .filter((one) => originOf(one) === origin)
    .map(({ file, note }) => {
      try {
        return { ...readCheckpoint(note, origin, trust, false), file };
      } catch (error) {
        throw new Difference(file, undefined, `the checkpoint that was kept does not open: ${reasonOf(error)}`);
      }
    });
}

/**
 * The directory's checkpoints that were shown to witnesses. Who has a witness's key finds its signature there. Any other
 * anchor is at least a checkpoint of the log.
 */
function openAnchors(files: LogFiles, origin: string, trust: Trust, given: readonly NoteKey[] = []) {
  const witnessed: string[] = [];
  const witnesses = given.filter(({ name, type }) => type !== 'ed25519' && name !== origin);
  const heads = files.anchors.map(({ path, size, witness }) =>
    open(files, path, size, (note) => {
      const { text, signers } = openOwn(note, trust, witness, witnesses);
      const head = parseCheckpoint(text);
      if (head.origin !== origin || head.size !== size)
        throw new Error('a checkpoint of another log or size lies here');
      if (signers.some(({ id, name }) => id === witness && name !== origin)) witnessed.push(witness);
      else if (witnesses.some(({ id }) => id === witness)) throw new Error('the witness did not sign it');
      return head;
    }),
  );
  return { heads, witnessed };
}

/** Where a seal says that it is, before it is known to be signed: only its place among the notes. */
const sizeInside = (files: LogFiles, path: string): number =>
  Number(readLogFile(files, path, 0).toString('utf8').split('\n', 3)[2] ?? 0);

type Place = { readonly size: number; readonly day?: string; readonly path: string };

/** The order in which notes were signed: by size, and at one size the checkpoint before the seals of each day. */
function placesOf(files: LogFiles): Place[] {
  const seals = [...files.seals].map(([day, path]) => ({ size: sizeInside(files, path), day, path }));
  const checkpoints = [...files.checkpoints].map(([size, path]) => ({ size, path }));
  const at = (place: Place): string => place.day ?? '';
  return [...checkpoints, ...seals].sort(
    (one: Place, other: Place) => one.size - other.size || (at(one) < at(other) ? -1 : 1),
  );
}

/**
 * @param given trusted keys; those in the folder are taken when there are none.
 * @param handedOver keys that the directory introduced.
 */
export function checkSignatures(
  files: LogFiles,
  given: readonly NoteKey[] | undefined,
  kept: readonly KeptNote[],
  handedOver: readonly NoteKey[],
): Signed {
  const { origin, scope } = readMeta(files);
  const beside = readFolderKeys(files);
  const trusted = keysOfLog(origin, given ? [...given, ...handedOver] : beside);
  if (trusted.length === 0) {
    throw new Difference(`${files.name}/meta.json`, undefined, `no trusted key is that of ${origin}`);
  }
  const trust = trustOf(
    trusted,
    beside.filter(({ name }) => name === origin),
  );
  const foreign = beside.find(({ name }) => name !== origin);
  if (foreign) throw new Difference(`${files.name}/keys/${foreign.id}.vkey`, undefined, 'the key is of another name');

  let vouched = 0;
  const checkpoints: (OpenCheckpoint & { file: string })[] = [];
  const seals: (Seal & { file: string })[] = [];
  for (const { size, day, path } of placesOf(files)) {
    if (day === undefined) {
      checkpoints.push(
        open(files, path, vouched, (note) => {
          const found = readCheckpoint(note, origin, trust, true);
          if (found.size !== size) throw new Error(`a checkpoint of size ${found.size} lies here`);
          return found;
        }),
      );
      vouched = size;
    } else {
      seals.push(
        open(files, path, 0, (note) => {
          const seal = parseSeal(openOwn(note, trust).text);
          if (seal.origin !== origin) throw new Error('of another log');
          if (seal.day !== day) throw new Error(`the seal of ${seal.day} lies here`);
          return seal;
        }),
      );
    }
  }
  seals.sort((one, other) => (one.day < other.day ? -1 : 1));
  for (const [i, seal] of seals.entries()) {
    if (seal.size < (seals[i - 1]?.size ?? 0))
      throw new Difference(seal.file, seal.size, 'the log shrank since the day before');
  }
  const [strange] = trust.strange;
  if (strange) {
    throw new Difference(
      `${files.name}/keys/${strange.id}.vkey`,
      undefined,
      'no note that a trusted key signed introduces this key, so it is not a trusted one',
    );
  }
  checkPostQuantum(origin, checkpoints, trusted, given);
  const postQuantum = checkpoints.filter((one) => one.postQuantum).length;
  const { heads, witnessed } = openAnchors(files, origin, trust, given);
  return {
    origin,
    scope,
    checkpoints,
    postQuantum,
    seals,
    kept: [...openKept(origin, kept, trust), ...heads],
    witnessed,
    introduced: trust.introduced,
  };
}
