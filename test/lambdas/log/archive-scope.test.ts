/** The archiver from end to end in memory: what it writes is what the verifier accepts, whatever order things come in. */
import { describe, expect, it } from 'vitest';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { bytesOf, later, makeWorld, NOON, pathsOf } from './support/memory-archive.ts';

describe('archiving', () => {
  it('one lane: segment, description, key, checkpoint and seal', async () => {
    const world = makeWorld();
    world.lane(0).add(3);
    await world.run();
    expect(pathsOf(world, 'segments/')).toHaveLength(1);
    expect(pathsOf(world, 'checkpoints/')).toEqual(['checkpoints/0000000000000003']);
    expect(pathsOf(world, 'seals/')).toEqual(['seals/2026-03-01']);
    expect(pathsOf(world, 'tile/')).toEqual([]);
    expect([...world.live.keys()].sort()).toEqual(['checkpoint', 'tile/0/000.p/3', 'tile/entries/000.p/3']);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: 3, signed: 3, lanes: { 0: 3 } }] });
  });

  it.each([1, 255, 256, 257, 512, 1000, 2300])('%i events in three lanes, in several runs', async (count) => {
    const world = makeWorld();
    for (const [run, part] of [0.2, 0.5, 0.3].entries()) {
      for (const lane of [0, 1, 2]) world.lane(lane).add(Math.ceil((count * part) / 3) + lane);
      await world.run({ now: later(run) });
    }
    const committed = [...world.lanes.values()].reduce((sum, { items }) => sum + items.length, 0);
    const report = verifyObjects(world.locked);
    expect(report.difference).toBeUndefined();
    expect(report.logs[0]).toMatchObject({ entries: committed, signed: committed, checkpoints: 3 });
    expect(pathsOf(world, 'tile/0/')).toHaveLength(Math.floor(committed / 256));
  });

  it('a tile of the second level, and the edge rebuilt beyond it', async () => {
    const world = makeWorld();
    world.lane(0).add(65_600);
    await world.run();
    expect(pathsOf(world, 'tile/1/')).toEqual(['tile/1/000']);
    world.staging.clear();
    world.lane(0).add(10);
    await world.run({ now: later(2) });
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: 65_610, signed: 65_610 }] });
  }, 120_000);

  it('merges lanes by time, and never reorders a lane whose clock went backwards', async () => {
    const world = makeWorld();
    world.lane(0).add(2, 5_000);
    world.lane(0).add(2, 1_000);
    world.lane(1).add(3, 3_000);
    await world.run();
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ lanes: { 0: 4, 1: 3 } }] });
  });

  it('a second run over the same rows writes nothing', async () => {
    const world = makeWorld();
    world.lane(0).add(300);
    await world.run();
    const before = bytesOf(world);
    const head = world.head;
    await world.run();
    await world.run({ now: new Date(NOON.getTime() + 1) });
    expect(bytesOf(world)).toEqual(before);
    expect(world.head).toEqual(head);
  });

  it('many archivers at once over the same rows give the bytes of one', async () => {
    const [alone, raced] = [makeWorld(), makeWorld()];
    alone.lane(0).add(700);
    alone.lane(1).add(700);
    for (const [number, lane] of alone.lanes) raced.lane(number).items.push(...lane.items);
    await alone.run();
    const jitter = raced.withFault(async (_call, run) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      return run();
    });
    await Promise.all([1, 2, 3, 4].map(() => raced.run({ ports: jitter.ports })));
    expect(bytesOf(raced)).toEqual(bytesOf(alone));
    expect(verifyObjects(raced.locked).ok).toBe(true);
  });

  it('two archivers racing while lanes grow: every row once', async () => {
    const world = makeWorld();
    world.lane(0).add(10);
    const racing = world.withFault(async (_call, run) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      world.lane(Math.floor(Math.random() * 4)).add(1);
      return run();
    });
    await Promise.all([world.run({ ports: racing.ports }), world.run({ ports: racing.ports })]);
    await world.run({ now: later(2) });
    const committed = [...world.lanes.values()].reduce((sum, { items }) => sum + items.length, 0);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: committed, signed: committed }] });
  });
});

describe('checkpoints and seals', () => {
  it('at most one checkpoint a minute, and the last events are signed in the end', async () => {
    const world = makeWorld();
    for (const seconds of [0, 20, 40, 59]) {
      world.lane(0).add(1);
      await world.run({ now: new Date(NOON.getTime() + seconds * 1000) });
    }
    expect(pathsOf(world, 'checkpoints/')).toEqual(['checkpoints/0000000000000001']);
    await world.run({ now: later(1) });
    expect(pathsOf(world, 'checkpoints/')).toEqual(['checkpoints/0000000000000001', 'checkpoints/0000000000000004']);
  });

  it('a clock that went backwards does not hold the next one up', async () => {
    const world = makeWorld();
    world.lane(0).add(1);
    await world.run({ now: later(10) });
    world.lane(0).add(1);
    await world.run({ now: NOON });
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ signed: 2 }] });
  });

  it('the head put back to an earlier time never becomes a fork under the signature', async () => {
    const world = makeWorld();
    world.lane(0).add(10);
    await world.run();
    const earlier = world.head;
    world.lane(0).add(10, 5_000_000);
    await world.run({ now: later(2) });
    world.head = earlier;
    world.lane(1).add(30, 1_000);
    await expect(world.run({ now: later(4) })).rejects.toThrow(/behind the log head/);
    for (const path of pathsOf(world, 'segments/').filter((one) => one.includes('0010-'))) world.locked.delete(path);
    await expect(world.run({ now: later(4) })).rejects.toThrow(/not part of this log/);
    expect(world.reports.map(({ subject }) => subject)).toEqual(['archive halted', 'archive halted']);
    expect(pathsOf(world, 'checkpoints/')).toHaveLength(2);
  });

  it('a slow run never shows an older checkpoint than a faster one did', async () => {
    const world = makeWorld();
    world.lane(0).add(10);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { ports } = world.withFault(async ({ name }, run) => {
      const done = await run();
      if (name === 'sign') await held;
      return done;
    });
    const slow = world.run({ ports });
    await new Promise((resolve) => setTimeout(resolve, 20));
    world.lane(0).add(10);
    await world.run();
    const shown = world.live.get('checkpoint')?.toString();
    release();
    await slow;
    expect(world.live.get('checkpoint')?.toString()).toBe(shown);
    expect(shown).toContain('\n20\n');
  });

  it('a late seal of yesterday is left out when today has one', async () => {
    const world = makeWorld();
    world.lane(0).add(10);
    await world.run({ now: later(24 * 60) });
    const { sealed: _forgotten, ...head } = world.head ?? { sealed: '' };
    world.head = head as typeof world.head;
    world.lane(0).add(10);
    await world.run();
    expect(pathsOf(world, 'seals/')).toEqual(['seals/2026-03-02']);
    expect(world.head?.sealed).toBe('2026-03-02');
  });

  it('an idle log is sealed each day', async () => {
    const world = makeWorld();
    world.lane(0).add(5);
    for (const day of [0, 1, 2]) await world.run({ now: later(day * 24 * 60) });
    expect(pathsOf(world, 'seals/')).toEqual(['seals/2026-03-01', 'seals/2026-03-02', 'seals/2026-03-03']);
    expect(pathsOf(world, 'checkpoints/')).toHaveLength(1);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ seals: 3 }] });
  });

  it('a key that fails leaves events archived; the checkpoint follows when it is back', async () => {
    const world = makeWorld();
    world.lane(0).add(300);
    const { ports } = world.withFault(async ({ name }, run) => {
      if (name === 'sign') throw new Error('KMS: DisabledException');
      return run();
    });
    await expect(world.run({ ports })).rejects.toThrow(/Disabled/);
    expect(pathsOf(world, 'segments/')).toHaveLength(1);
    expect(pathsOf(world, 'checkpoints/')).toHaveLength(0);
    await world.run();
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ signed: 300 }] });
  });

  it('a wrong signature never leaves', async () => {
    const world = makeWorld();
    world.lane(0).add(1);
    const { ports } = world.withFault(async ({ name }, run) => (name === 'sign' ? Buffer.alloc(64) : run()));
    await expect(world.run({ ports })).rejects.toThrow(/does not verify/);
    expect(pathsOf(world, 'checkpoints/')).toHaveLength(0);
  });
});
