/**
 * An archive of any size, made by the real archiver batch by batch, and written into a folder as it grows: what ten
 * million events need stays small in memory.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ArchivePorts } from '../../lambdas/log/ports.ts';
import { SCOPE } from '../lambdas/log/support/lane-rows.ts';
import { makeWorld, NOON, type World } from '../lambdas/log/support/memory-archive.ts';

const LANES = 16;
/** Of each lane in a batch: what the archiver reads of sixteen lanes at once. */
const ROWS = 250;
/** A checkpoint for each batch, and a seal about every two hundred. */
const BATCH_MS = 7 * 60_000;

/** Lanes are dense here, so a page is a slice: a search through hundreds of thousands of rows would take the time. */
const readDense = ({ lanes }: World): ArchivePorts['readLane'] => {
  return async (_scope, lane, from, limit) => {
    const items = lanes.get(lane)?.items ?? [];
    const rows = items.slice(from, from + limit).map((item, i) => ({ seq: from + i, item }));
    return { rows, more: items.length > from + limit, behind: false };
  };
};

/** What the next batch does not ask for again. */
function forget(world: World): void {
  for (const { items } of world.lanes.values()) items.fill({}, Math.max(0, items.length - ROWS));
  for (const path of world.locked.keys()) if (!path.startsWith('keys/')) world.locked.delete(path);
  const newest = world.head?.staged;
  for (const name of world.staging.keys()) if (name !== newest) world.staging.delete(name);
  world.batches.clear();
  world.live.clear();
}

/** @param folder gets `v1/…`, as `hale archive pull` lays it out. @param events a multiple of 4,000, or more are made. */
export async function writeLargeArchive(
  folder: string,
  events: number,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  const world = makeWorld();
  const ports = { ...world.ports, readLane: readDense(world) };
  for (let done = 0, batch = 0; done < events; done += LANES * ROWS, batch++) {
    for (let lane = 0; lane < LANES; lane++) world.lane(lane).add(ROWS);
    await world.run({ ports, now: new Date(NOON.getTime() + batch * BATCH_MS) });
    for (const [path, bytes] of world.locked) {
      const target = join(folder, 'v1/us-east-1/logs', SCOPE, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
    forget(world);
    onProgress(done + LANES * ROWS);
  }
}
