/** Which logs must be here, because something names them; and which logs here the directory should name and does not. */
import type { NoteKey } from '../../lambdas/log/note.ts';
import type { Cleanup } from './checks/cleanup.ts';
import type { ListedHead } from './checks/directory.ts';
import { type KeptNote, originOf } from './checks/signatures.ts';
import { isDirectory, scopeOf } from './log-files.ts';
import type { LogReport } from './verify-log.ts';

/** A log that something names. */
export interface Wanted {
  /** Its origin, or its scope alone. */
  readonly name: string;
  /** What names it, and where. */
  readonly what: string;
  readonly file: string;
  readonly index?: number | undefined;
}

export interface Naming {
  readonly kept: readonly KeptNote[];
  readonly keys: readonly NoteKey[] | undefined;
  /** Scopes that were asked for; all when there are none. */
  readonly chosen: ReadonlySet<string> | undefined;
  readonly heads: readonly ListedHead[];
  readonly cleanups: readonly Cleanup[];
}

/** A witness names its key as it likes, and not like a log: `<host>/<scope>`. */
const isWitness = ({ type, name }: NoteKey): boolean =>
  type === 'ed25519-cosignature' || (type === 'ml-dsa-44' && !/\/(directory|[a-z]+_[0-9A-Z]{26})$/.test(name));

/** By whom each log is named, once for each way; none of those that were not asked for. */
export function wantedLogs({ kept, keys = [], chosen, heads, cleanups }: Naming): Wanted[] {
  const named: Wanted[] = [
    ...keys.filter((key) => !isWitness(key)).map(({ name }) => ({ name, what: 'whose key was given', file: '.' })),
    ...heads.map(({ origin, file, index }) => ({ name: origin, what: 'which the directory names', file, index })),
    ...cleanups.map(({ scope, file }) => ({ name: scope, what: 'whose rows were cleaned up', file })),
  ].filter(({ name }) => !chosen || chosen.has(scopeOf(name)));
  const asked = [...(chosen ?? [])].map((name) => ({ name, what: 'which was asked for', file: '.' }));
  const first = new Map([...named, ...asked].reverse().map((one) => [`${one.what}\n${one.name}`, one]));
  return [
    ...kept.map((one) => ({ name: originOf(one), what: 'which this checkpoint is of', file: one.file })),
    ...[...first.values()].reverse(),
  ];
}

/** Keys of witnesses that were given, and nothing here is signed by. */
export const absentWitnesses = (keys: readonly NoteKey[] = [], logs: readonly LogReport[]): NoteKey[] =>
  keys.filter((key) => isWitness(key) && !logs.some(({ witnessed }) => witnessed.includes(key.id)));

export const isNamed = ({ name }: Wanted, { origin, log }: LogReport): boolean =>
  name.includes('/') ? origin === name : scopeOf(log) === name;

/** A log that began just now may be missing: the directory is written every five minutes. */
const GRACE_MS = 15 * 60_000;

export interface Unlisted {
  readonly missing: readonly LogReport[];
  /** Logs that may be too young to be named; without a listing nothing tells how old any is. */
  readonly young: number;
}

/** @param written when each object was written, by its key, where the bucket's listing is here. */
export function unlistedLogs(
  logs: readonly LogReport[],
  heads: readonly ListedHead[],
  written: ReadonlyMap<string, string> | undefined,
): Unlisted {
  const directories = logs.filter(({ log }) => isDirectory(log));
  if (directories.length === 0) return { missing: [], young: 0 };
  const at = (file: string): number => Date.parse(written?.get(file) ?? '');
  const directoryAt = Math.max(...directories.map(({ newest }) => at(newest)));
  const origins = new Set(heads.map(({ origin }) => origin));
  const unnamed = logs.filter(({ log, origin }) => !isDirectory(log) && !origins.has(origin));
  const missing = unnamed.filter(({ oldest }) => directoryAt - at(oldest) > GRACE_MS);
  return { missing, young: unnamed.length - missing.length };
}
