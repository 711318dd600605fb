/** Verifies a copy of the archive bucket without any network: `hale verify` (docs/audit-log.md). */
import type { NoteKey } from '../../lambdas/log/note.ts';
import { sha256Hex } from '../../lambdas/log/segment.ts';
import { readCleanups } from './checks/cleanup.ts';
import type { SubjectKeys } from './checks/content.ts';
import type { ListedHead } from './checks/directory.ts';
import { type KeptNote, originOf } from './checks/signatures.ts';
import { checkVersions, hasListing } from './checks/versions.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { Difference } from './difference.ts';
import {
  filesUnder,
  groupByLog,
  isDirectory,
  type LogFiles,
  listLog,
  logOf,
  readCopied,
  scopeOf,
} from './log-files.ts';
import { type Allowed, type Outcome, outcomeOf } from './outcome.ts';
import { absentWitnesses, isNamed, unlistedLogs, type Wanted, wantedLogs } from './presence.ts';
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
  /** Whether a directory told which logs there are. */
  readonly directoryChecked: boolean;
  readonly logs: readonly LogReport[];
  /** Files of evidence that the tamper watcher left: for a person to read, whatever the outcome. */
  readonly tampering: number;
  /** The first of `differences`. */
  readonly difference?: FoundDifference;
  /** The first of each log, and of what is no part of a log: one log that fails hides nothing of the others. */
  readonly differences: readonly FoundDifference[];
}

export interface VerifyOptions {
  readonly keys?: readonly NoteKey[] | undefined;
  /** Checkpoints that were kept elsewhere: each must be part of the history in the folder. */
  readonly kept?: readonly KeptNote[];
  /** Only the logs of these organizations and projects. */
  readonly scopes?: readonly string[] | undefined;
  /** Day, yyyy-mm-dd: entries before the seal of that day are not opened again. */
  readonly since?: string | undefined;
  /** Data keys of people, to open what was sealed for them. */
  readonly subjectKeys?: SubjectKeys;
  readonly allow?: Allowed;
  /** Entries verified so far, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was kept of tampering and of cleanups lies under the hash of its content. */
function checkEvidence(folder: string, paths: readonly string[]): void {
  for (const path of paths.filter((file) => /^v1\/[^/]+\/evidence\//.test(file))) {
    const name = /([0-9a-f]{64})\.json$/.exec(path)?.[1];
    if (sha256Hex(readCopied(folder, path)) !== name) {
      throw new Difference(path, undefined, 'the evidence is not what its name tells');
    }
  }
}

/** Evidence of tampering, which is not that of cleanups, nor what was told once of something else. */
const isTampering = (path: string): boolean => /^v1\/[^/]+\/evidence\/(?!cleanup\/|once\/)/.test(path);

const entriesOf = ({ segments }: LogFiles): number => segments.reduce((sum, { count }) => sum + count, 0);

export function verifyFolder(folder: string, options: VerifyOptions = {}): VerifyReport {
  const { keys, kept = [], scopes, allow = {}, onProgress = () => {} } = options;
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

  const paths = filesUnder(folder);
  const groups = groupByLog(paths);
  const chosen = scopes && new Set([...scopes, ...kept.map((one) => scopeOf(originOf(one)))]);
  const isChosen = (name: string): boolean => !chosen || isDirectory(name) || chosen.has(scopeOf(name));
  const isLooked = (key: string): boolean => {
    const log = logOf(key);
    return log === undefined || isChosen(log);
  };
  const locksChecked = hasListing(folder);
  const listing = locksChecked ? attempt(() => checkVersions(folder, paths, isLooked)) : undefined;
  attempt(() => checkEvidence(folder, paths));
  const cleanups = attempt(() => readCleanups(folder, paths)) ?? [];
  const cleanupsOf = Map.groupBy(cleanups, ({ scope }) => scope);
  const names = [...groups.keys()].filter(isChosen);
  if (names.length === 0) differs('.', undefined, 'there is no log in this folder');
  const listed = names.flatMap((name) => attempt(() => listLog(folder, name, groups.get(name) ?? [])) ?? []);
  const total = listed.reduce((sum, files) => sum + entriesOf(files), 0);
  const failed = new Set(names.map(scopeOf));
  const heads = new Map<string, ListedHead[]>();
  /** One signature speaks for all logs of a host, also when it hands over to another key: a log may be younger. */
  const handedOver: NoteKey[] = [];
  let before = 0;
  for (const files of listed) {
    const scope = scopeOf(files.name);
    const log = attempt(() =>
      verifyLog(files, {
        keys,
        handedOver: isDirectory(files.name) ? [] : handedOver,
        kept,
        listed: heads.get(scope) ?? [],
        cleanups: cleanupsOf.get(scope) ?? [],
        subjectKeys: options.subjectKeys ?? new Map(),
        since: options.since,
        written: listing?.written,
        onProgress: (entries) => onProgress(before + entries, total),
      }),
    );
    before += entriesOf(files);
    if (!log) continue;
    logs.push(log.report);
    if (isDirectory(files.name)) handedOver.push(...log.introduced.filter(({ type }) => type === 'ed25519'));
    for (const [of, list] of Map.groupBy(log.heads, (head) => head.scope))
      heads.set(of, [...(heads.get(of) ?? []), ...list]);
    failed.delete(scope);
    const [row] = log.report.marked;
    if (row) differs(files.name, row.index, `lane ${row.lane}, seq ${row.seq}: ${row.reason}`);
  }

  const allHeads = [...heads.values()].flat();
  /** A log that failed has told its own difference. */
  const isHere = (wanted: Wanted): boolean =>
    logs.some((log) => isNamed(wanted, log)) || failed.has(scopeOf(wanted.name));
  for (const wanted of wantedLogs({ kept, keys, chosen, heads: allHeads, cleanups })) {
    if (!isHere(wanted))
      differs(wanted.file, wanted.index, `no log of the name "${wanted.name}", ${wanted.what}, is here`);
  }
  for (const { name } of absentWitnesses(keys, logs)) {
    differs('.', undefined, `nothing here is signed by the witness "${name}", whose key was given`);
  }
  const unlisted = unlistedLogs(logs, allHeads, listing?.written);
  for (const { log, origin } of unlisted.missing) differs(log, undefined, `the directory does not name ${origin}`);

  const [difference] = differences;
  const directoryChecked = logs.some(({ log }) => isDirectory(log));
  const found = {
    logs,
    differs: difference !== undefined,
    trustedKeys: keys !== undefined,
    locksChecked,
    directoryChecked,
  };
  const tampering = paths.filter(isTampering).length;
  const coverage = coverageOf({
    ...found,
    tampering,
    kept: kept.length,
    subjectKeys: options.subjectKeys !== undefined,
    young: unlisted.young,
    cleanups: cleanups.length,
    held: listing?.held ?? 0,
    scopes: scopes?.length,
  });
  const outcome = outcomeOf(found, allow);
  return {
    ok: outcome === 'as_signed',
    outcome,
    ...coverage,
    trustedKeys: found.trustedKeys,
    locksChecked,
    directoryChecked,
    logs,
    tampering,
    ...(difference && { difference }),
    differences,
  };
}
