/** P11 to P13: what the archiver costs for each event, what it puts, and how fast a copy is verified. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '../../../lambdas/audit/leaf.ts';
import type { Item } from '../../../lambdas/log/lane-row.ts';
import { leafHash } from '../../../lambdas/log/merkle.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { LOG_KEY, makeWorld, NOON, type World } from '../../lambdas/log/support/memory-archive.ts';
import { rowBytes } from '../audit/row-bytes.ts';
import { writeLargeArchive } from '../large-archive.ts';
import { median, type Row } from '../row.ts';

const EVENTS = 32_000;
const BATCH = 500;
const LANES = 16;
const RUNS = 3;

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const lanesOf = (world: World): Item[] => [...world.lanes.values()].flatMap(({ items }) => items);

/** The least that any log must do for an event: canonical form and leaf hash. Microseconds. */
function bareMicroseconds(items: readonly Item[]): number {
  const before = cpuMicroseconds();
  for (const { leaf } of items) leafHash(canonical(JSON.parse(leaf?.S ?? '')));
  return (cpuMicroseconds() - before) / items.length;
}

async function archived(): Promise<{ world: World; microseconds: number }> {
  const world = makeWorld();
  for (let lane = 0; lane < LANES; lane++) world.lane(lane).add(EVENTS / LANES);
  const before = cpuMicroseconds();
  await world.run();
  return { world, microseconds: (cpuMicroseconds() - before) / EVENTS };
}

export const archiverCpu: Row = {
  id: 'P11',
  what: 'archiver CPU per event ÷ canonical JSON and leaf hash of it',
  unit: '',
  goal: 6,
  digits: 1,
  reached: true,
  async measure() {
    const ratios: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { world, microseconds } = await archived();
      ratios.push(microseconds / bareMicroseconds(lanesOf(world)));
    }
    return [{ value: median(ratios), baseline: 1, baselineName: 'canonical JSON and leaf hash', details: { ratios } }];
  },
};

export const archivePuts: Row = {
  id: 'P12',
  what: 'objects put into the locked bucket per event, 500 a batch',
  unit: '',
  goal: 1 / 100,
  digits: 4,
  reached: true,
  async measure() {
    const world = makeWorld();
    const batches = 16;
    for (let batch = 0; batch < batches; batch++) {
      world.lane(0).add(BATCH);
      await world.run({ now: NOON });
    }
    const value = [...world.locked.keys()].filter((path) => /^(segments|tile)\//.test(path)).length / (batches * BATCH);
    return [{ value, baseline: 1, baselineName: 'an object for each event' }];
  },
};

export const archiveBytes: Row = {
  id: 'P12',
  what: 'bytes in the locked bucket ÷ bytes of the events',
  unit: '',
  goal: 1.3,
  digits: 2,
  reached: true,
  async measure() {
    const { world } = await archived();
    const events = lanesOf(world).reduce((sum, item) => sum + rowBytes(item), 0);
    const archive = [...world.locked.values()].reduce((sum, { length }) => sum + length, 0);
    return [{ value: archive / events, baseline: 1, baselineName: 'the rows', details: { events, archive } }];
  },
};

/** `HALE_VERIFY_EVENTS=10000000` makes and verifies as many as that: half an hour, and 5 GB. Else it is extrapolated. */
const VERIFY_EVENTS = Number(process.env.HALE_VERIFY_EVENTS ?? EVENTS);

/** CPU microseconds for each event. */
function verifyMicroseconds(folder: string): number {
  const before = cpuMicroseconds();
  const { ok, logs } = verifyFolder(folder, { keys: [LOG_KEY], allow: { noVersions: true, missingSeals: true } });
  if (!ok) throw new Error('an honest archive was not accepted');
  return (cpuMicroseconds() - before) / (logs[0]?.entries ?? 0);
}

export const verifierMinutes: Row = {
  id: 'P13',
  what: 'verifying 10 million events on one core',
  unit: 'min',
  goal: 10,
  digits: 1,
  reached: true,
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'hale-large-'));
    await writeLargeArchive(folder, VERIFY_EVENTS);
    const whole = VERIFY_EVENTS >= 1e7;
    const microseconds = Array.from({ length: whole ? 1 : RUNS }, () => verifyMicroseconds(folder));
    rmSync(folder, { recursive: true });
    const minutes = (perEvent: number): number => (perEvent * 1e7) / 60e6;
    const { world } = await archived();
    return [
      {
        variant: whole ? 'all of them' : `extrapolated from ${VERIFY_EVENTS}`,
        value: minutes(median(microseconds)),
        baseline: minutes(bareMicroseconds(lanesOf(world))),
        baselineName: 'canonical JSON and leaf hash',
        details: { microseconds, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) },
      },
    ];
  },
};
