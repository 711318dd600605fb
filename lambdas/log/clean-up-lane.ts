/**
 * Cleans up one lane, or tells what would go. Each step may be the last: a manifest in the locked bucket, an event and a
 * record come before the first removal, and a later run finishes what they name, after asking every condition again.
 */

import { cursorOf } from './archive.ts';
import {
  FIRST_REMOVABLE,
  type Holds,
  type Kept,
  LEAST_AT_ONCE,
  lastRemovable,
  manifestText,
  type Removable,
  runsOf,
} from './clean-up.ts';
import { type Cleaned, type CleanUp, type CleanUpPorts, type Page, planPage } from './clean-up-page.ts';

export interface Outcome {
  /** Removed, or removable in a dry run. */
  readonly rows: number;
  readonly kept: Readonly<Partial<Record<Kept, number>>>;
  readonly ranges: readonly Cleaned[];
}

const PARALLEL = 25;

const sameHolds = (a: Holds, b: Holds): boolean =>
  a.all === b.all && a.people.size === b.people.size && [...a.people].every((one) => b.people.has(one));

/** The rows of a run that one record names, and the record: one that is there already, or a new one. */
async function nameNext(ports: CleanUpPorts, { head, checkpoint, now }: CleanUp, lane: number, run: Run) {
  const [first] = run;
  const { scope } = head;
  const known = await ports.findCleaned(scope, lane, first.seq);
  if (known && known.from <= first.seq) return { through: known.through, cleaned: known };
  const through = Math.min(run.at(-1)?.seq ?? first.seq, (known?.from ?? Number.POSITIVE_INFINITY) - 1);
  const place = { scope, lane, from: first.seq, through };
  const manifest = manifestText({
    v: 1,
    ...place,
    first_index: first.index,
    checkpoint_size: checkpoint.size,
    time: now.getTime(),
  });
  const cleaned = { ...place, manifest: await ports.keepManifest(manifest) };
  await ports.tell(cleaned);
  await ports.noteCleaned(cleaned);
  return { through, cleaned };
}

type Run = readonly [Removable, ...Removable[]];

/** Ends early, and says so, where a hold came meanwhile: the next run asks it of every row. */
async function removeRun(ports: CleanUpPorts, work: CleanUp, lane: number, holds: Holds, run: Run) {
  const { scope } = work.head;
  const ranges: Cleaned[] = [];
  let removed = 0;
  for (let rest: Run | undefined = run; rest && work.keepRemoving(); ) {
    const { through, cleaned } = await nameNext(ports, work, lane, rest);
    ranges.push(cleaned);
    const rows: Removable[] = rest.filter(({ seq }) => seq <= through);
    for (let i = 0; i < rows.length; i += PARALLEL) {
      // A range may take long, so each batch asks again.
      if (!sameHolds(holds, await ports.readHolds(scope))) return { removed, ranges, stopped: true };
      const gone = await Promise.all(rows.slice(i, i + PARALLEL).map((row) => ports.removeRow(scope, lane, row)));
      removed += gone.filter(Boolean).length;
    }
    const [next, ...others]: Removable[] = rest.slice(rows.length);
    rest = next && [next, ...others];
  }
  return { removed, ranges, stopped: false };
}

/** Whether this many are worth a manifest, or a record names them already. */
async function worthIt(ports: CleanUpPorts, { head, least = LEAST_AT_ONCE }: CleanUp, lane: number, rows: Page) {
  const [first] = rows.removable;
  if (!first) return false;
  if (rows.removable.length >= least) return true;
  const known = await ports.findCleaned(head.scope, lane, first.seq);
  return known !== undefined && known.from <= first.seq;
}

/** @throws what a port threw; nothing is half done, and the next run takes it up. */
export async function cleanUpLane(ports: CleanUpPorts, work: CleanUp, lane: number): Promise<Outcome> {
  const { head, dryRun, keepGoing } = work;
  const holds = await ports.readHolds(head.scope);
  const last = lastRemovable(cursorOf(head, lane), (await ports.readTail(head.scope, lane)).seq);
  const kept: Partial<Record<Kept, number>> = {};
  const ranges: Cleaned[] = [];
  let count = 0;
  for (let from: number | undefined = FIRST_REMOVABLE; from !== undefined && from <= last && keepGoing(); ) {
    const page: Page = await planPage(ports, work, lane, holds, from, last);
    for (const [why, number] of page.kept) kept[why] = (kept[why] ?? 0) + number;
    from = page.next;
    if (dryRun) count += page.removable.length;
    else if (await worthIt(ports, work, lane, page)) {
      for (const run of runsOf(page.removable)) {
        const done = await removeRun(ports, work, lane, holds, run);
        count += done.removed;
        ranges.push(...done.ranges);
        if (done.stopped) return { rows: count, kept, ranges };
      }
    }
  }
  return { rows: count, kept, ranges };
}
