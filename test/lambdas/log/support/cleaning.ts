/** The ports of the clean-up over the archive in memory: a table that loses rows, and what was told of it. */

import { openCheckpoint } from '../../../../lambdas/log/checkpoint.ts';
import type { Holds, Removable } from '../../../../lambdas/log/clean-up.ts';
import { cleanUpLane } from '../../../../lambdas/log/clean-up-lane.ts';
import type { Cleaned, CleanUp, CleanUpPorts } from '../../../../lambdas/log/clean-up-page.ts';
import type { Item } from '../../../../lambdas/log/lane-row.ts';
import { treeOf } from '../../../../lambdas/log/prove-event.ts';
import { padded } from '../../../../lambdas/log/segment.ts';
import { SCOPE } from './lane-rows.ts';
import { LOG_KEY, makeWorld, NOON, type World } from './memory-archive.ts';

export const DAY_MS = 86_400_000;
/** Long after the events of `NOON`. */
export const LATER = new Date(NOON.getTime() + 100 * DAY_MS);

export interface CleaningWorld extends World {
  /** Rows of lane 0 as the table has them. */
  readonly table: Map<number, Item>;
  readonly cleaned: Cleaned[];
  readonly manifests: Map<string, string>;
  readonly told: Cleaned[];
  /** What happened, in order. */
  readonly steps: string[];
  readonly cleanPorts: CleanUpPorts;
  holds: Holds;
  /** Cleans lane 0 up. */
  clean(options?: Partial<CleanUp> & { ports?: CleanUpPorts }): ReturnType<typeof cleanUpLane>;
}

export const NO_HOLDS: Holds = { all: false, people: new Set() };

/** @param count of events, a second apart, the newest of them at `NOON`. */
export async function cleaningWorld(count: number): Promise<CleaningWorld> {
  const world = makeWorld();
  const lane = world.lane(0);
  for (let i = 0; i < count; i++) lane.add(1, NOON.getTime() - (count - i) * 1_000);
  await world.run();
  const table = new Map(lane.items.map((item, seq) => [seq, item]));
  const steps: string[] = [];
  const cleaned: Cleaned[] = [];
  const manifests = new Map<string, string>();
  const told: Cleaned[] = [];
  const readers = {
    locked: async (path: string) => world.locked.get(path),
    live: async (path: string) => world.live.get(path),
  };
  const cleanPorts: CleanUpPorts = {
    readTail: async () => ({ seq: lane.items.length - 1 }),
    readRows: async (_scope, _lane, from, through, limit) =>
      [...table]
        .filter(([seq]) => from <= seq && seq <= through)
        .sort(([a], [b]) => a - b)
        .slice(0, limit)
        .map(([seq, item]) => ({ seq, item })),
    findBatch: async (_scope, _lane, seq) =>
      [...world.batches.values()].find(({ firstSeq, count: rows }) => firstSeq <= seq && seq < firstSeq + rows),
    readLocked: async (_scope, path) => world.locked.get(path),
    readTree: (_scope, size) => treeOf(readers, size),
    readHolds: async () => result.holds,
    findCleaned: async (_scope, _lane, seq) =>
      [...cleaned].sort((a, b) => a.through - b.through).find(({ through }) => through >= seq),
    keepManifest: async (text) => {
      const key = `evidence/cleanup/${manifests.size}`;
      manifests.set(key, text);
      steps.push('manifest');
      return key;
    },
    tell: async (range) => {
      told.push(range);
      steps.push('event');
    },
    noteCleaned: async (range) => {
      cleaned.push(range);
      steps.push('record');
    },
    removeRow: async (_scope, _lane, { seq, leaf }: Removable) => {
      if (table.get(seq)?.leaf?.S !== leaf) return false;
      steps.push(`remove ${seq}`);
      return table.delete(seq);
    },
    report: async (subject, details) => {
      world.reports.push({ subject, details });
    },
  };
  const result: CleaningWorld = Object.assign(world, {
    table,
    cleaned,
    manifests,
    told,
    steps,
    cleanPorts,
    holds: NO_HOLDS,
    clean: async ({ ports = cleanPorts, ...work }: Partial<CleanUp> & { ports?: CleanUpPorts } = {}) => {
      const { head } = world;
      if (!head?.signed) throw new Error('nothing is published');
      const note = world.locked.get(`checkpoints/${padded(head.signed.size)}`)?.toString() ?? '';
      return cleanUpLane(
        ports,
        {
          head,
          checkpoint: openCheckpoint(note, [LOG_KEY]),
          now: LATER,
          hotRetentionDays: 90,
          dryRun: false,
          keepGoing: () => true,
          keepRemoving: () => true,
          least: 1,
          ...work,
        },
        0,
      );
    },
  });
  return result;
}

export const place = (seq: number) => ({ scope: SCOPE, lane: 0, seq });
