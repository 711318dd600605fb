/**
 * Manifests of rows that were cleaned out of the table (docs/audit-log.md): each must tell of rows that lie in the
 * archive under a signed checkpoint, at the place that it names.
 */
import { canonical } from '../../../lambdas/audit/leaf.ts';
import type { LaneCursor } from '../../../lambdas/log/lane-row.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';
import { readCopied } from '../log-files.ts';

export interface Cleanup {
  readonly file: string;
  readonly scope: string;
  readonly lane: number;
  /** First and last seq that were removed. */
  readonly from: number;
  readonly through: number;
  /** Index of the row `from` in its log. */
  readonly first_index: number;
  /** Size of the checkpoint under which all of them lie. */
  readonly checkpoint_size: number;
}

function parseCleanup(text: string): Omit<Cleanup, 'file'> | undefined {
  const { v, scope, lane, from, through, first_index, checkpoint_size, time } = JSON.parse(text);
  const numbers = [lane, from, through, first_index, checkpoint_size, time];
  const wellFormed =
    canonical({ v, scope, lane, from, through, first_index, checkpoint_size, time }) === text &&
    v === 1 &&
    typeof scope === 'string' &&
    numbers.every((value) => Number.isSafeInteger(value) && value >= 0) &&
    from <= through;
  return wellFormed ? { scope, lane, from, through, first_index, checkpoint_size } : undefined;
}

/** @param paths of all files in the copy. @throws Difference at one that is no manifest. */
export function readCleanups(folder: string, paths: readonly string[]): Cleanup[] {
  return paths
    .filter((path) => /^v1\/[^/]+\/evidence\/cleanup\//.test(path))
    .map((file) => {
      const text = readCopied(folder, file).toString('utf8');
      let cleanup: ReturnType<typeof parseCleanup>;
      try {
        cleanup = parseCleanup(text);
      } catch {
        // Told below: it is no manifest.
      }
      if (!cleanup) throw new Difference(file, undefined, 'this is no manifest of a cleanup in canonical form');
      return { ...cleanup, file };
    });
}

/**
 * @param lanes as the walk stands. @param checkpoints sizes that are signed. @param opened the first entry that is
 * opened: which row lies at an index before is not known.
 */
export function checkCleanups(
  cleanups: readonly Cleanup[],
  lanes: ReadonlyMap<number, LaneCursor>,
  checkpoints: ReadonlySet<number>,
  opened: number,
): Check {
  const byIndex = Map.groupBy(cleanups, ({ first_index }) => first_index);
  const bySize = Map.groupBy(cleanups, ({ checkpoint_size }) => checkpoint_size);

  function covered(size: number): void {
    for (const { file, lane, through } of bySize.get(size) ?? []) {
      if ((lanes.get(lane)?.seq ?? -1) >= through) continue;
      throw new Difference(file, size, `rows of lane ${lane} up to seq ${through} are not archived at size ${size}`);
    }
    bySize.delete(size);
  }
  for (const { file, checkpoint_size: size } of cleanups) {
    if (!checkpoints.has(size)) throw new Difference(file, undefined, `there is no checkpoint of size ${size}`);
    if (size < opened) covered(size);
  }
  return {
    entry({ index, line }) {
      for (const { file, lane, from } of byIndex.get(index) ?? []) {
        if (line.leaf.includes(`"lane":${lane},`) && line.leaf.includes(`"seq":${from},`)) continue;
        throw new Difference(file, index, `entry ${index} is not seq ${from} of lane ${lane}`);
      }
    },
    reached(size) {
      if (size >= opened) covered(size);
    },
    end(size) {
      const [beyond] = [...bySize.values()].flat().filter(({ checkpoint_size }) => checkpoint_size > size);
      if (beyond) throw new Difference(beyond.file, size, 'it tells of rows beyond the entries');
    },
  };
}
