/**
 * The archiver where something is not as it should be: rows that are no events, gaps, a lost or altered staging bundle,
 * objects that are there already. What it writes says so, and is signed only when it holds.
 */
import { describe, expect, it } from 'vitest';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { later, makeWorld, pathsOf } from './support/memory-archive.ts';

describe('rows that are no events', () => {
  it('a row that cannot be read is archived as it is, reported, and the lane goes on', async () => {
    const world = makeWorld();
    world.lane(0).add(4);
    world.lane(0).items[2] = {
      pk: { S: 'x' },
      sk: { N: '2' },
      leaf: { S: '{"not":"a leaf"}' },
      extra: { B: Buffer.of(1, 2) },
    };
    await world.run();
    expect(world.reports).toHaveLength(2);
    expect(world.reports[0]).toMatchObject({ details: { type: 'log.opaque_row', lane: 0, seq: 2, index: 2 } });
    const report = verifyObjects(world.locked);
    expect(report.logs[0]).toMatchObject({ entries: 4, marked: [{ index: 2, type: 'log.opaque_row' }, { index: 3 }] });
    expect(report.difference).toMatchObject({ index: 2 });
  });

  it.each([['leaf', 'public', 'blocks'].map((name) => name)])(
    'a row without %s or with another type',
    async (...names) => {
      for (const name of names) {
        const world = makeWorld();
        world.lane(0).add(2);
        const [, second] = world.lane(0).items;
        world.lane(0).items[1] = { ...second, [name]: { N: '1' } };
        await world.run();
        expect(verifyObjects(world.locked).logs[0]?.marked).toMatchObject([{ index: 1, type: 'log.opaque_row' }]);
      }
    },
  );

  it('a payload that is not what the leaf commits to', async () => {
    const world = makeWorld();
    world.lane(0).add(3);
    const [first, second] = world.lane(0).items;
    world.lane(0).items[0] = { ...first, public: second?.public ?? {} };
    await world.run();
    expect(verifyObjects(world.locked).difference).toMatchObject({
      index: 0,
      reason: expect.stringContaining('commits'),
    });
  });

  it('rows that were removed before they were archived', async () => {
    const world = makeWorld();
    world.lane(0).add(6);
    world.lane(0).items.splice(2, 2);
    await world.run();
    expect(world.reports[0]).toMatchObject({ details: { type: 'log.missing_rows', seq: 2 } });
    expect(verifyObjects(world.locked).logs[0]).toMatchObject({
      entries: 5,
      lanes: { 0: 6 },
      marked: [{ index: 2, type: 'log.missing_rows' }],
    });
  });
});

describe('a gap that somebody forged', () => {
  it('swallows nothing: what is committed into it later is archived out of its place, once', async () => {
    const world = makeWorld();
    world.lane(0).add(23);
    const { items } = world.lane(0);
    const newest = items.splice(20);
    const late = items.splice(10, 5);
    await world.run();
    items.splice(10, 0, ...late.slice(1, 3));
    items.push(...newest);
    await world.run({ now: later(2) });
    items.splice(10, 0, ...late.slice(0, 1));
    await world.run({ now: later(4) });
    await world.run({ now: later(6) });
    const report = verifyObjects(world.locked);
    expect(report.difference).toMatchObject({ index: 10 });
    const [log] = report.logs;
    expect(log).toMatchObject({ signed: 15 + 1 + 2 + 3 + 1, lanes: { 0: 23 } });
    expect(log?.marked.map(({ type, seq }) => `${type} ${seq}`)).toEqual([
      'log.missing_rows 10',
      'log.late_row 11',
      'log.late_row 12',
      'log.late_row 10',
    ]);
    expect(world.head?.lanes['0']?.gaps).toEqual([[13, 14]]);
    expect([...world.batches.keys()]).toContain('0#11');
  });
});

describe('leaves of the archiver', () => {
  it('cannot be forged by a row: it is kept as bytes and reported', async () => {
    const world = makeWorld();
    world.lane(0).add(1);
    const [row] = world.lane(0).items;
    world.lane(0).items[0] = { ...row, leaf: { S: row?.leaf?.S?.replace('session.created', 'log.opaque_row') ?? '' } };
    await world.run();
    expect(world.reports[0]).toMatchObject({ details: { reason: expect.stringContaining('only the archiver') } });
    expect(verifyObjects(world.locked).logs[0]?.marked).toMatchObject([{ index: 0, type: 'log.opaque_row' }]);
  });
});

describe('the staging bundle', () => {
  it.each([10, 256, 300, 66_000])(
    'can be lost: the edge of %i events is rebuilt from the locked bucket',
    async (count) => {
      const world = makeWorld();
      world.lane(0).add(count);
      await world.run();
      world.staging.clear();
      world.lane(0).add(300);
      await world.run({ now: later(2) });
      expect(verifyObjects(world.locked)).toMatchObject({
        ok: true,
        logs: [{ entries: count + 300, signed: count + 300 }],
      });
    },
    60_000,
  );

  it('can be altered: that is reported, and the edge is rebuilt', async () => {
    const world = makeWorld();
    world.lane(0).add(10);
    await world.run();
    for (const bytes of world.staging.values())
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    world.lane(0).add(10);
    await world.run({ now: later(2) });
    expect(world.reports.map(({ subject }) => subject)).toContain('staging bundle altered');
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ entries: 20 }] });
  });

  it('is needed by an unfinished plan: without it the log halts and a person is told', async () => {
    const world = makeWorld();
    world.lane(0).add(10);
    const { ports } = world.withFault(async ({ name }, run) => {
      if (name === 'createLocked') throw new Error('S3: 503');
      return run();
    });
    await expect(world.run({ ports })).rejects.toThrow('503');
    world.staging.clear();
    await expect(world.run()).rejects.toThrow(/is gone/);
    world.staging.set(world.head?.staged ?? '', Buffer.from('{}\n'));
    await expect(world.run()).rejects.toThrow(/was altered/);
    expect(world.reports.map(({ subject }) => subject)).toEqual(['archive halted', 'archive halted']);
  });
});

describe('an object that is there already', () => {
  it('but cannot be read yet (409): the plan is finished by the next run', async () => {
    const world = makeWorld();
    world.lane(0).add(300);
    const { ports } = world.withFault(async ({ name }, run) => (name === 'createLocked' ? false : run()));
    await expect(world.run({ ports })).rejects.toThrow(/another archiver/);
    await world.run();
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ signed: 300 }] });
  });

  it('with other content halts the log before anything is signed', async () => {
    const world = makeWorld();
    world.lane(0).add(300);
    world.locked.set('tile/0/000', Buffer.alloc(8192));
    await expect(world.run()).rejects.toThrow(/other content/);
    expect(world.reports).toMatchObject([{ subject: 'archive halted', details: { path: 'tile/0/000' } }]);
    expect(pathsOf(world, 'checkpoints/')).toHaveLength(0);
  });
});
