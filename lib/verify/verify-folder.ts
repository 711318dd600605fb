/** Verifies a copy of the archive bucket without any network: `hale verify` (audit-log.md §6). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteKey } from '../../lambdas/log/note.ts';
import { sha256Hex } from '../../lambdas/log/segment.ts';
import type { KeptNote } from './checks/signatures.ts';
import { checkVersions, hasListing } from './checks/versions.ts';
import { Difference } from './difference.ts';
import { filesUnder, findLogs, type LogFiles, listLog } from './log-files.ts';
import { type LogReport, verifyLog } from './verify-log.ts';

export interface VerifyReport {
  readonly ok: boolean;
  /** Whether the keys came from outside the folder. */
  readonly trustedKeys: boolean;
  /** Whether the bucket's listing was there, so that versions and locks were checked. */
  readonly locksChecked: boolean;
  readonly logs: readonly LogReport[];
  readonly difference?: { readonly file: string; readonly index: number | undefined; readonly reason: string };
}

export interface VerifyOptions {
  readonly keys?: readonly NoteKey[] | undefined;
  /** Checkpoints that were kept elsewhere: each must be part of the history in the folder. */
  readonly kept?: readonly KeptNote[];
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

const keysFor = (files: LogFiles, keys: readonly NoteKey[] | undefined): readonly NoteKey[] | undefined =>
  keys?.filter(({ name }) => name.endsWith(`/${files.name.slice(files.name.lastIndexOf('/') + 1)}`));

export function verifyFolder(
  folder: string,
  { keys, kept = [], onProgress = () => {} }: VerifyOptions = {},
): VerifyReport {
  const logs: LogReport[] = [];
  const locksChecked = hasListing(folder);
  const report = (difference?: VerifyReport['difference']): VerifyReport => ({
    ok: difference === undefined,
    trustedKeys: keys !== undefined,
    locksChecked,
    logs,
    ...(difference && { difference }),
  });
  try {
    if (locksChecked) checkVersions(folder);
    checkEvidence(folder);
    const found = findLogs(folder).map((name) => listLog(folder, name));
    if (found.length === 0) throw new Difference('.', undefined, 'there is no log in this folder');
    const total = found.flatMap(({ segments }) => segments).reduce((sum, { count }) => sum + count, 0);
    let before = 0;
    for (const files of found) {
      const log = verifyLog(files, {
        keys: keysFor(files, keys),
        kept,
        onProgress: (entries) => onProgress(before + entries, total),
      });
      logs.push(log);
      before += log.entries;
      const [row] = log.marked;
      if (row) throw new Difference(files.name, row.index, `lane ${row.lane}, seq ${row.seq}: ${row.reason}`);
    }
    return report();
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    return report({ file: error.file, index: error.index, reason: error.message });
  }
}
