/** The five conditions of the clean-up, its order of steps, and what a crash at any of them leaves behind. */
import { describe, expect, it } from 'vitest';
import { type Kept, manifestNames, TAIL_KEPT } from '../../../lambdas/log/clean-up.ts';
import type { CleanUpPorts } from '../../../lambdas/log/clean-up-page.ts';
import { leafHash, rootOf } from '../../../lambdas/log/merkle.ts';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { type CleaningWorld, cleaningWorld, DAY_MS, LATER, NO_HOLDS, place } from './support/cleaning.ts';
import { ORIGIN } from './support/lane-rows.ts';
import { later, NOON } from './support/memory-archive.ts';

const EVENTS = 400;
/** All but the first and the newest. */
const REMOVABLE = EVENTS - 1 - TAIL_KEPT;

const seqs = ({ table }: CleaningWorld): number[] => [...table.keys()].sort((a, b) => a - b);

describe('what is archived, signed, equal, old and free of holds', () => {
  it('leaves the table, all but the first row of the lane and its newest hundred', async () => {
    const world = await cleaningWorld(EVENTS);
    const { rows, kept } = await world.clean();
    expect([rows, kept]).toEqual([REMOVABLE, {}]);
    expect(seqs(world)).toEqual([0, ...Array.from({ length: TAIL_KEPT }, (_, i) => EVENTS - TAIL_KEPT + i)]);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: EVENTS }] });
  });

  it('is named by a manifest, an event and a record before the first row goes', async () => {
    const world = await cleaningWorld(EVENTS);
    const { ranges } = await world.clean();
    expect(world.steps.slice(0, 4)).toEqual(['manifest', 'event', 'record', 'remove 1']);
    expect(ranges).toEqual([{ ...place(0), seq: undefined, from: 1, through: REMOVABLE, manifest: expect.anything() }]);
    expect([world.cleaned, world.told]).toEqual([ranges, ranges]);
    const [text = ''] = world.manifests.values();
    expect(JSON.parse(text)).toEqual({
      v: 1,
      scope: place(0).scope,
      lane: 0,
      from: 1,
      through: REMOVABLE,
      first_index: 1,
      checkpoint_size: EVENTS,
      time: LATER.getTime(),
    });
    const names = (seq: number) => manifestNames(Buffer.from(text), place(seq));
    expect([names(0), names(1), names(REMOVABLE), names(REMOVABLE + 1)]).toEqual([false, true, true, false]);
  });

  it('is only counted in a dry run', async () => {
    const world = await cleaningWorld(EVENTS);
    expect(await world.clean({ dryRun: true })).toEqual({ rows: REMOVABLE, kept: {}, ranges: [] });
    expect([world.table.size, world.steps]).toEqual([EVENTS, []]);
  });

  it('goes as far as time allowed to ask for it', async () => {
    const world = await cleaningWorld(EVENTS);
    let asked = 0;
    const { rows } = await world.clean({ keepGoing: () => ++asked <= 51 });
    expect([rows, world.table.size]).toEqual([50, EVENTS - 50]);
    expect((await world.clean()).rows).toBe(REMOVABLE - 50);
  });

  it('is left for later where it is little', async () => {
    const world = await cleaningWorld(TAIL_KEPT + 50);
    expect(await world.clean({ least: 100 })).toMatchObject({ rows: 0, ranges: [] });
    expect(world.steps).toEqual([]);
  });
});

describe('a row stays', () => {
  const SEQ = 150;
  const cases: [Kept, string, (world: CleaningWorld) => Parameters<CleaningWorld['clean']>[0], number[]][] = [
    [
      'too_young',
      'while it is younger than the hot retention, and all after it',
      () => ({ now: new Date(NOON.getTime() - (EVENTS - SEQ) * 1_000 + 90 * DAY_MS - 1) }),
      Array.from({ length: REMOVABLE - SEQ + 1 }, (_, i) => SEQ + i),
    ],
    [
      'held',
      'while a hold is on its whole scope',
      (world) => {
        world.holds = { ...NO_HOLDS, all: true };
        return {};
      },
      Array.from({ length: REMOVABLE }, (_, i) => 1 + i),
    ],
    [
      'held',
      'while a hold is on a person it concerns',
      (world) => {
        const [subject = ''] = Object.keys(world.table.get(SEQ)?.blocks?.M ?? {});
        world.holds = { all: false, people: new Set([subject]) };
        return {};
      },
      [50, 100, 150, 200, 250],
    ],
    [
      'not_archived',
      'while its segment cannot be read',
      (world) => ({ ports: { ...world.cleanPorts, readLocked: async () => undefined } }),
      Array.from({ length: REMOVABLE }, (_, i) => 1 + i),
    ],
    [
      'not_archived',
      'while no batch holds it',
      (world) => ({ ports: { ...world.cleanPorts, findBatch: async () => undefined } }),
      Array.from({ length: REMOVABLE }, (_, i) => 1 + i),
    ],
    [
      'differs',
      'when its public block is another than the archived one',
      (world) => {
        world.table.set(SEQ, { ...world.table.get(SEQ), public: { S: '{}' } });
        return {};
      },
      [SEQ],
    ],
    [
      'differs',
      'when one byte of a sealed block is another',
      (world) => {
        const row = world.table.get(SEQ);
        const [subject = '', block] = Object.entries(row?.blocks?.M ?? {})[0] ?? [];
        const bytes = Buffer.from(block?.B ?? []);
        bytes[50] = (bytes[50] ?? 0) ^ 1;
        world.table.set(SEQ, { ...row, blocks: { M: { [subject]: { B: bytes } } } });
        return {};
      },
      [SEQ],
    ],
    [
      'not_an_event',
      'when it is no event',
      (world) => {
        world.table.set(SEQ, { ...world.table.get(SEQ), leaf: { S: 'forged' } });
        return {};
      },
      [SEQ],
    ],
  ];

  it.each(cases)('%s: %s', async (why, _, prepare, expected) => {
    const world = await cleaningWorld(EVENTS);
    const { rows, kept } = await world.clean(prepare(world));
    const stayed = seqs(world).filter((seq) => seq >= 1 && seq <= REMOVABLE);
    expect(stayed).toEqual(expected);
    expect(rows).toBe(REMOVABLE - expected.length);
    expect(kept).toEqual({ [why]: why === 'too_young' ? 1 : expected.length });
    expect(world.reports.length).toBe(why === 'differs' ? 1 : 0);
    for (const { from, through } of world.cleaned) {
      expect(expected.filter((seq) => from <= seq && seq <= through)).toEqual([]);
    }
  });

  it('not_covered: until a checkpoint of its size or a later one is published', async () => {
    const world = await cleaningWorld(EVENTS);
    const size = 256;
    const leaves = world
      .lane(0)
      .items.slice(0, size)
      .map((item) => leafHash(item.leaf?.S ?? ''));
    const checkpoint = { origin: ORIGIN, size, root: rootOf(leaves) };
    const forged = { ...checkpoint, root: Buffer.alloc(32, 1) };
    expect(await world.clean({ checkpoint: forged })).toMatchObject({ rows: 0, kept: { not_covered: REMOVABLE } });
    expect(world.table.size).toBe(EVENTS);
    expect(await world.clean({ checkpoint })).toMatchObject({
      rows: size - 1,
      kept: { not_covered: REMOVABLE - size + 1 },
    });
    expect((await world.clean()).rows).toBe(REMOVABLE - size + 1);
  });

  it('not_archived: behind the newest row of the log, however far the lane has gone', async () => {
    const world = await cleaningWorld(EVENTS);
    world.lane(0).add(500, NOON.getTime());
    for (const [seq, item] of world.lane(0).items.entries()) world.table.set(seq, item);
    expect((await world.clean()).rows).toBe(REMOVABLE);
    await world.run({ now: later(5) });
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: EVENTS + 500 }] });
  });
});

describe('a hold that comes while rows are removed', () => {
  it('ends the run within a range: one batch goes at most, and a later run takes the range up', async () => {
    const world = await cleaningWorld(EVENTS);
    const ports: CleanUpPorts = {
      ...world.cleanPorts,
      removeRow: async (...row) => {
        world.holds = { all: true, people: new Set() };
        return world.cleanPorts.removeRow(...row);
      },
    };
    const { rows, ranges } = await world.clean({ ports });
    expect([rows, ranges]).toEqual([25, world.cleaned]);
    expect(world.table.size).toBe(EVENTS - 25);
    world.holds = NO_HOLDS;
    expect((await world.clean()).rows).toBe(REMOVABLE - 25);
    expect(world.manifests.size).toBe(1);
  });

  it('ends the run before its next range', async () => {
    const world = await cleaningWorld(EVENTS);
    world.table.set(20, { ...world.table.get(20), leaf: { S: 'forged' } });
    const ports: CleanUpPorts = {
      ...world.cleanPorts,
      removeRow: async (...row) => {
        world.holds = { all: true, people: new Set() };
        return world.cleanPorts.removeRow(...row);
      },
    };
    expect((await world.clean({ ports })).rows).toBe(19);
    expect(await world.clean()).toMatchObject({ rows: 0, kept: { held: REMOVABLE - 20, not_an_event: 1 } });
    world.holds = NO_HOLDS;
    expect((await world.clean()).rows).toBe(REMOVABLE - 20);
    expect(world.manifests.size).toBe(2);
  });
});

describe('killed at any call', () => {
  it('it removes nothing that no manifest names, and the next run removes the rest under what was named', async () => {
    const count = TAIL_KEPT + 11;
    const clean = await cleaningWorld(count);
    let calls = 0;
    const counting = (world: CleaningWorld, killAt: number): CleanUpPorts => {
      let number = 0;
      const ports = Object.entries(world.cleanPorts).map(([name, port]) => {
        if (name === 'readTree') return [name, port];
        return [
          name,
          async (...args: never[]) => {
            const own = ++number;
            calls = own;
            if (own === killAt) throw new Error('killed');
            const answer = await port(...args);
            if (-own === killAt) throw new Error('killed after it was applied');
            return answer;
          },
        ];
      });
      return Object.fromEntries(ports);
    };
    await clean.clean({ ports: counting(clean, 0) });
    const all = calls;
    const kills = [...Array(all).keys()].flatMap((i) => [i + 1, -i - 1]);
    for (const killAt of kills) {
      const world = await cleaningWorld(count);
      await expect(world.clean({ ports: counting(world, killAt) })).rejects.toThrow('killed');
      const named = (seq: number) =>
        [...world.manifests.values()].some((text) => manifestNames(Buffer.from(text), place(seq)));
      for (let seq = 0; seq < count; seq++)
        if (!world.table.has(seq)) expect([killAt, named(seq)]).toEqual([killAt, true]);
      await world.clean();
      expect([killAt, world.table.size]).toEqual([killAt, TAIL_KEPT + 1]);
      expect(world.cleaned.length).toBe(1);
    }
    console.log(`clean-up: killed at ${kills.length} places, 0 rows removed without a manifest, 0 left behind`);
  });
});
