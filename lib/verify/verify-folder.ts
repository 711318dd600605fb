/** Verifies a copy of the archive bucket without any network: `hale verify` (audit-log.md §6). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteKey } from '../../lambdas/log/note.ts';
import { sha256Hex } from '../../lambdas/log/segment.ts';
import { type KeptNote, originOf } from './checks/signatures.ts';
import { checkVersions, hasListing } from './checks/versions.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { Difference } from './difference.ts';
import { filesUnder, findLogs, type LogFiles, listLog, scopeOf } from './log-files.ts';
import { type Allowed, type Outcome, outcomeOf } from './outcome.ts';
import { type LogReport, verifyLog } from './verify-log.ts';

export interface FoundDifference {
  readonly file: string;
  readonly index: number | undefined;
  readonly reason: string;
}

export interface VerifyReport extends Coverage {
  /** Whether the outcome is `as_signed`. */
  readonly ok: boolean;
  readonly outcome: Outcome;
  /** Whether the keys came from outside the folder. */
  readonly trustedKeys: boolean;
  /** Whether the bucket's listing was there, so that versions and locks were checked. */
  readonly locksChecked: boolean;
  readonly logs: readonly LogReport[];
  /** The first of `differences`. */
  readonly difference?: FoundDifference;
  /** The first of each log, and of what is no part of a log: one log that fails hides nothing of the others. */
  readonly differences: readonly FoundDifference[];
}

export interface VerifyOptions {
  readonly keys?: readonly NoteKey[] | undefined;
  /** Checkpoints that were kept elsewhere: each must be part of the history in the folder. */
  readonly kept?: readonly KeptNote[];
  readonly allow?: Allowed;
  /** Entries verified so far, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was kept of tampering lies under the hash of its content. */
function checkEvidence(folder: string): void {
  for (const path of filesUnder(folder).filter((file) => /^v1\/[^/]+\/evidence\//.test(file))) {
    const name = /([0-9a-f]{64})\.json$/.exec(path)?.[1];
    if (sha256Hex(readFileSync(join(folder, path))) !== name) {
      throw new Difference(path, undefined, 'the evidence is not what its name tells');
    }
  }
}

const keysFor = (name: string, keys: readonly NoteKey[] | undefined): readonly NoteKey[] | undefined =>
  keys?.filter((key) => key.name.endsWith(`/${scopeOf(name)}`));

const entriesOf = ({ segments }: LogFiles): number => segments.reduce((sum, { count }) => sum + count, 0);

export function verifyFolder(
  folder: string,
  { keys, kept = [], allow = {}, onProgress = () => {} }: VerifyOptions = {},
): VerifyReport {
  const logs: LogReport[] = [];
  const differences: FoundDifference[] = [];
  const differs = (file: string, index: number | undefined, reason: string) => {
    differences.push({ file, index, reason });
  };
  /** What `check` gives; a difference is noted, and the next check goes on. */
  function attempt<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      differs(error.file, error.index, error.message);
      return undefined;
    }
  }

  const locksChecked = hasListing(folder);
  const written = locksChecked ? attempt(() => checkVersions(folder)) : undefined;
  attempt(() => checkEvidence(folder));
  const names = findLogs(folder);
  if (names.length === 0) differs('.', undefined, 'there is no log in this folder');
  const listed = names.flatMap((name) => attempt(() => listLog(folder, name)) ?? []);
  const total = listed.reduce((sum, files) => sum + entriesOf(files), 0);
  const failed = new Set(names.map(scopeOf));
  let before = 0;
  for (const files of listed) {
    const log = attempt(() =>
      verifyLog(files, {
        keys: keysFor(files.name, keys),
        kept,
        written,
        onProgress: (entries) => onProgress(before + entries, total),
      }),
    );
    before += entriesOf(files);
    if (!log) continue;
    logs.push(log);
    failed.delete(scopeOf(files.name));
    const [row] = log.marked;
    if (row) differs(files.name, row.index, `lane ${row.lane}, seq ${row.seq}: ${row.reason}`);
  }

  /** A log that failed has told its own difference. */
  const isHere = (origin: string): boolean =>
    logs.some((log) => log.origin === origin) || failed.has(origin.slice(origin.lastIndexOf('/') + 1));
  for (const one of kept) {
    if (!isHere(originOf(one))) {
      differs(one.file, undefined, `no log of the name "${originOf(one)}", which this checkpoint is of, is here`);
    }
  }
  for (const origin of new Set(keys?.map(({ name }) => name))) {
    if (!isHere(origin)) differs('.', undefined, `no log of the name "${origin}", whose key was given, is here`);
  }

  const [difference] = differences;
  const found = { logs, differs: difference !== undefined, trustedKeys: keys !== undefined, locksChecked };
  const outcome = outcomeOf(found, allow);
  return {
    ok: outcome === 'as_signed',
    outcome,
    ...coverageOf({ ...found, kept: kept.length }),
    trustedKeys: found.trustedKeys,
    locksChecked,
    logs,
    ...(difference && { difference }),
    differences,
  };
}
