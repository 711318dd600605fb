/**
 * Every external call × {lost, applied but failed, duplicated, killed for good}, off a tile's edge and on it. The
 * oracle is the verifier: exit 0 with exactly the committed set (audit-log.md §7).
 */
import { describe, expect, it } from 'vitest';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { bytesOf, type Fault, Killed, makeWorld, NOON, type World } from './support/memory-archive.ts';

const later = new Date(NOON.getTime() + 10 * 60_000);

/** The first run archives `before` events without fault; then `more` come, on which faults strike. */
async function worldWith(before: number, more: number, lanes?: World['lanes']): Promise<World> {
  const world = makeWorld();
  if (lanes) {
    for (const [number, { items }] of lanes) world.lane(number).items.push(...items.slice(0, before));
  } else for (const number of [0, 1]) world.lane(number).add(before);
  if (before > 0) await world.run();
  if (lanes) for (const [number, { items }] of lanes) world.lane(number).items.push(...items.slice(before));
  else for (const number of [0, 1]) world.lane(number).add(more);
  return world;
}

const at =
  (number: number, strike: (run: () => Promise<unknown>) => Promise<unknown>): Fault =>
  (call, run) =>
    call.number === number ? strike(run) : run();

const FAULTS: Readonly<Record<string, (run: () => Promise<unknown>) => Promise<unknown>>> = {
  'failed and lost': async () => {
    throw new Killed('lost');
  },
  'failed but applied': async (run) => {
    await run();
    throw new Killed('applied');
  },
  duplicated: async (run) => {
    await run();
    return run();
  },
};

const SIZES = [
  ['a log that begins', 0, 60],
  ['off a tile edge', 50, 60],
  ['at a tile edge', 100, 28],
  ['over a tile edge', 100, 200],
] as const;

describe.each(SIZES)('%s', (_name, before, more) => {
  it.each(Object.keys(FAULTS))(
    'each call %s once, then a clean run',
    async (kind) => {
      const clean = await worldWith(before, more);
      const probe = clean.withFault((_call, run) => run());
      await clean.run({ ports: probe.ports, now: later });
      const expected = bytesOf(clean);
      expect(probe.calls()).toBeGreaterThan(10);

      for (let number = 0; number < probe.calls(); number++) {
        const world = await worldWith(before, more, clean.lanes);
        const faulty = world.withFault(at(number, FAULTS[kind] ?? ((run) => run())));
        await world.run({ ports: faulty.ports, now: later }).catch((error) => {
          if (!(error instanceof Killed)) throw error;
        });
        await world.run({ now: later });
        expect(bytesOf(world), `call ${number}`).toEqual(expected);
        expect(world.head?.pending).toBe(false);
      }
      expect(verifyObjects(clean.locked)).toMatchObject({ ok: true, logs: [{ entries: 2 * (before + more) }] });
    },
    60_000,
  );

  it('killed at each call: a copy made then is clean, and later the verifier finds exactly the committed set', async () => {
    const probe = (await worldWith(before, more)).withFault((_call, run) => run());
    await makeRun(probe);
    for (let number = 0; number < probe.calls(); number++) {
      for (const applied of [false, true]) {
        const world = await worldWith(before, more);
        let dead = false;
        const { ports } = world.withFault(async (call, run) => {
          if (dead) throw new Killed('dead');
          dead = call.number === number;
          if (!dead || applied) await run();
          if (dead) throw new Killed('now');
          return run();
        });
        await world.run({ ports, now: later }).catch(() => undefined);
        if (before > 0) expect(verifyObjects(world.locked).difference, `copied at call ${number}`).toBeUndefined();
        world.lane(1).add(7);
        await world.run({ now: new Date(later.getTime() + 120_000) });
        const entries = 2 * (before + more) + 7;
        expect(verifyObjects(world.locked), `call ${number}`).toMatchObject({
          ok: true,
          logs: [{ entries, signed: entries }],
        });
      }
    }
  }, 60_000);
});

describe.each([SIZES[1], SIZES[2]])('%s', (_name, before, more) => {
  it.each(['before it arrives', 'after it was carried out'])(
    'each call held up %s until another archiver is done',
    async (when) => {
      const clean = await worldWith(before, more);
      const probe = clean.withFault((_call, run) => run());
      await clean.run({ ports: probe.ports, now: later });
      const expected = bytesOf(clean);
      for (let number = 0; number < probe.calls(); number++) {
        const world = await worldWith(before, more, clean.lanes);
        const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        const { ports } = world.withFault(async (call, run) => {
          if (call.number !== number) return run();
          const carriedOut = when === 'after it was carried out' ? [await run()] : [];
          reached.resolve();
          await held.promise;
          return carriedOut.length > 0 ? carriedOut[0] : run();
        });
        const slow = world.run({ ports, now: later }).catch(() => undefined);
        await Promise.race([reached.promise, slow]);
        await world.run({ now: later });
        held.resolve();
        await slow;
        await world.run({ now: new Date(later.getTime() + 120_000) });
        expect(bytesOf(world), `call ${number}`).toEqual(expected);
        expect(world.live.get('checkpoint'), `call ${number}`).toEqual(clean.live.get('checkpoint'));
      }
    },
    60_000,
  );
});

async function makeRun({ ports }: { ports: World['ports'] }): Promise<void> {
  const world = makeWorld();
  await world.run({ ports, now: later, lanes: [0, 1] });
}

describe('an archiver that is slow', () => {
  it('finishes its plan long after another has gone on: nothing changes', async () => {
    const world = await worldWith(10, 300);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { ports } = world.withFault(async ({ name }, run) => {
      if (name === 'createLocked') await held;
      return run();
    });
    const slow = world.run({ ports, now: later });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await world.run({ now: later });
    world.lane(0).add(5);
    await world.run({ now: new Date(later.getTime() + 61_000) });
    const before = bytesOf(world);
    release();
    await slow;
    expect(bytesOf(world)).toEqual(before);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: 625 }] });
  });
});

describe('a day without a stream', () => {
  it('10,000 events are archived by the sweeper alone', async () => {
    const world = makeWorld();
    for (let lane = 0; lane < 16; lane++) world.lane(lane).add(625);
    await world.run();
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: 10_000, signed: 10_000 }] });
  }, 30_000);
});
