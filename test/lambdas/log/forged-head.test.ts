/** The log head is a row that somebody may have changed: what it says is signed only where the archive says the same. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type LogHead, newLog } from '../../../lambdas/log/archive.ts';
import { archiveScope } from '../../../lambdas/log/archive-scope.ts';
import { formatCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { DIRECTORY } from '../../../lambdas/log/directory.ts';
import { EMPTY_ROOT, leafHash } from '../../../lambdas/log/merkle.ts';
import { formatVkey, noteKey, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import { publish } from '../../../lambdas/log/publish.ts';
import { padded, parseSegmentPath } from '../../../lambdas/log/segment.ts';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { ORIGIN, SCOPE } from './support/lane-rows.ts';
import { LOG_KEY, later, makeWorld, pathsOf, signWithLogKey, type World } from './support/memory-archive.ts';
import { makeDeployment } from './support/memory-deployment.ts';

const EVIL = leafHash('EVIL');
const DAY = 24 * 60;

/** Ten signed events, and `more` that are archived and not signed yet. */
async function worldWith(more: number): Promise<World> {
  const world = makeWorld();
  world.lane(0).add(10);
  await world.run();
  world.lane(0).add(more);
  await archiveScope(world.ports, SCOPE, { origin: ORIGIN, lanes: [0], keepGoing: () => true });
  return world;
}

function forge(world: World, change: Partial<LogHead>): void {
  if (!world.head) throw new Error('no head');
  world.head = { ...world.head, ...change };
}

const subjects = (world: World): string[] => world.reports.map(({ subject }) => subject);
const signedPaths = (world: World): string[] => [...pathsOf(world, 'checkpoints/'), ...pathsOf(world, 'seals/')];

/** The key that signs for `world.ports`. */
const OLD = { publicKey: LOG_KEY.publicKey, sign: signWithLogKey };
type Signer = typeof OLD;

function newKey(): Signer {
  const pair = generateKeyPairSync('ed25519');
  return {
    publicKey: rawPublicKey(pair.publicKey.export({ format: 'der', type: 'spki' })),
    sign: async (message) => sign(null, message, pair.privateKey),
  };
}

/** @param signers the newest first. */
const portsWith = (world: World, signers: readonly Signer[]): World['ports'] => ({
  ...world.ports,
  publicKeys: async () => signers.map(({ publicKey }) => ({ type: 'ed25519', publicKey })),
  sign: async (message, place) => (signers[place] ?? OLD).sign(message),
});

describe('a forged head is not signed', () => {
  it('by a key that the head names, though the log seems idle and its key replaced', async () => {
    const world = await worldWith(0);
    const [next, evil] = [newKey(), newKey()];
    await publish(portsWith(world, [next, OLD]), SCOPE, later(DAY));
    const evilKey = noteKey(ORIGIN, evil.publicKey);
    const note = await signNote(formatCheckpoint({ origin: ORIGIN, size: 12, root: EVIL }), evilKey, evil.sign);
    world.locked.set(`checkpoints/${padded(12)}`, Buffer.from(note));
    world.locked.set(`keys/${evilKey.id}.vkey`, Buffer.from(`${formatVkey(evilKey)}\n`));
    forge(world, { size: 12, root: EVIL, signed: { size: 12, atMs: later(DAY).getTime(), keyId: evilKey.id } });
    await expect(publish(portsWith(world, [next]), SCOPE, later(2 * DAY))).rejects.toThrow(/not part of this log/);
    expect(pathsOf(world, 'seals/')).toHaveLength(2);
  });

  it.each([5, 300])('another root, between archiving %i events and signing them', async (more) => {
    const world = await worldWith(more);
    const before = signedPaths(world);
    forge(world, { root: EVIL });
    await expect(publish(world.ports, SCOPE, later(5))).rejects.toThrow(/another root/);
    await expect(publish(world.ports, SCOPE, later(DAY))).rejects.toThrow(/another root/);
    expect([signedPaths(world), subjects(world)]).toEqual([before, ['archive halted', 'archive halted']]);
  });

  it('another root in an idle log, by the seal', async () => {
    const world = await worldWith(0);
    forge(world, { root: EVIL });
    await expect(publish(world.ports, SCOPE, later(DAY))).rejects.toThrow(/not part of this log/);
    expect(pathsOf(world, 'seals/')).toEqual(['seals/2026-03-01']);
  });

  it('a size of which the archive has no tile', async () => {
    const world = await worldWith(0);
    const before = signedPaths(world);
    forge(world, { size: 256 ** 3, root: EMPTY_ROOT, frontier: [EMPTY_ROOT], staged: undefined });
    await expect(publish(world.ports, SCOPE, later(DAY))).rejects.toThrow(/has 0 hashes/);
    expect(signedPaths(world)).toEqual(before);
  });

  it.each<[string, Partial<LogHead>]>([
    ['a smaller size', { size: 7 }],
    ['another name', { origin: 'auth.example.net/log' }],
    ['a newest checkpoint that is not there', { signed: { size: 4, atMs: 0, keyId: '00000000' } }],
  ])('%s', async (_what, change) => {
    for (const more of [0, 5]) {
      const world = await worldWith(more);
      const before = signedPaths(world);
      forge(world, change);
      await expect(publish(world.ports, SCOPE, later(DAY))).rejects.toThrow();
      expect(signedPaths(world)).toEqual(before);
    }
  });

  it.each([5, 300])('and is told when a newer checkpoint is none: %i events on', async (more) => {
    const world = await worldWith(more);
    world.locked.set('checkpoints/0000000000000011', Buffer.from('x'));
    await expect(publish(world.ports, SCOPE, later(5))).rejects.toThrow(/not part of this log/);
    expect(world.reports).toMatchObject([{ details: { path: 'checkpoints/0000000000000011' } }]);
  });

  it('the tree of another history, with a staging bundle that holds its edge', async () => {
    const [world, other] = [await worldWith(5), makeWorld()];
    other.lane(0).add(15, 9_000_000);
    await other.run();
    for (const [name, bytes] of other.staging) world.staging.set(name, bytes);
    const { size, root, frontier, staged } = other.head ?? {};
    if (!size || !root || !frontier) throw new Error('no head');
    forge(world, { size, root, frontier, staged });
    await expect(publish(world.ports, SCOPE, later(5))).rejects.toThrow(/not part of this log/);
    expect(subjects(world)).toEqual(['archive halted']);
  });
});

describe('a head that was put back', () => {
  it.each([3, 10, 40])(
    'gets no second segment for its place when %i events more come: the archive stays whole',
    async (more) => {
      const world = await worldWith(0);
      const earlier = world.head;
      world.lane(0).add(10);
      await world.run({ now: later(2) });
      const before = pathsOf(world, '');
      world.head = earlier;
      world.lane(0).add(more);
      await expect(world.run({ now: later(4) })).rejects.toThrow(/behind the log head/);
      await expect(publish(world.ports, SCOPE, later(DAY))).rejects.toThrow(/not part of this log/);
      expect([pathsOf(world, ''), subjects(world)]).toEqual([before, ['archive halted', 'archive halted']]);
      expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ signed: 20 }] });
    },
  );

  it('to the middle of a segment is not taken up', async () => {
    const [world, seven] = [await worldWith(0), makeWorld()];
    seven.lane(0).items.push(...world.lane(0).items.slice(0, 7));
    await seven.run();
    const { size, root, frontier } = seven.head ?? {};
    if (!size || !root || !frontier) throw new Error('no head');
    forge(world, { size, root, frontier, signed: undefined, staged: undefined });
    world.lane(0).add(5);
    await expect(world.run({ now: later(4) })).rejects.toThrow(/behind the log head/);
    expect(pathsOf(world, 'segments/')).toHaveLength(1);
  });

  it('is told of the directory too', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    await deployment.direct();
    const directory = deployment.world(DIRECTORY);
    const earlier = directory.head;
    await deployment.grow(SCOPE, 3, later(5));
    await deployment.direct(later(5));
    directory.head = earlier;
    await deployment.grow(SCOPE, 3, later(10));
    await expect(deployment.direct(later(10))).rejects.toThrow(/behind the log head/);
    expect(pathsOf(directory, 'segments/')).toHaveLength(2);
  });
});

/** Rows that are no events. */
const junk = (count: number) => Array.from({ length: count }, (_, i) => ({ sk: { N: String(i) } }));

describe('rows that somebody wrote by the thousand', () => {
  it('are told one by one up to twenty, and then counted: the plan is done', async () => {
    const world = makeWorld();
    world.lane(0).items.push(...junk(3_000));
    await world.run();
    expect(world.head).toMatchObject({ size: 3_000, pending: false });
    expect(world.reports).toHaveLength(21);
    expect(world.reports[19]).toMatchObject({ details: { type: 'log.opaque_row', index: 19 } });
    expect(world.reports[20]).toEqual({
      subject: 'further rows not readable as events',
      details: { scope: SCOPE, count: 2_980, first_index: 20 },
    });
  });
});

describe('rows that somebody wrote into gaps', () => {
  it('share the budget of a batch with the others, over all lanes, and are all archived', async () => {
    const world = makeWorld();
    const lanes = Array.from({ length: 16 }, (_, lane) => lane);
    const gaps = Array.from({ length: 4 }, (_, i): [number, number] => [i * 100, i * 100 + 99]);
    for (const lane of lanes) world.lane(lane).items.push(...junk(700));
    const cursors = Object.fromEntries(lanes.map((lane) => [String(lane), { seq: 399, gaps }]));
    world.head = { ...newLog(SCOPE, ORIGIN, EMPTY_ROOT), lanes: cursors, version: 1 };
    await archiveScope(world.ports, SCOPE, { origin: ORIGIN, lanes, keepGoing: () => true });
    const counts = pathsOf(world, 'segments/').map((path) => parseSegmentPath(path)?.count ?? 0);
    expect(Math.max(...counts)).toBe(4_000);
    expect(world.head).toMatchObject({
      size: 16 * 700,
      lanes: { 0: { seq: 699, gaps: [] }, 15: { seq: 699, gaps: [] } },
    });
  });
});

describe('an honest log goes on', () => {
  it('when another archiver put the very rows between reading the head and looking for segments', async () => {
    const world = await worldWith(0);
    world.lane(0).add(5);
    let raced = false;
    const readLane: typeof world.ports.readLane = async (...args) => {
      const rows = await world.ports.readLane(...args);
      if (!raced) {
        raced = true;
        await world.run({ now: later(5) });
      }
      return rows;
    };
    await world.run({ ports: { ...world.ports, readLane }, now: later(5) });
    expect(world.reports).toEqual([]);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ signed: 15 }] });
  });
});

describe('an honest log is signed', () => {
  it('whose key was replaced while it was idle: by a seal, and when it grows', async () => {
    const world = await worldWith(0);
    const next = newKey();
    await publish(portsWith(world, [next, OLD]), SCOPE, later(DAY));
    await publish(portsWith(world, [next]), SCOPE, later(2 * DAY));
    world.lane(0).add(300);
    await world.run({ ports: portsWith(world, [next]), now: later(3 * DAY) });
    expect(signedPaths(world)).toHaveLength(6);
    expect(world.reports).toEqual([]);
  });

  it('by the next run, without an alarm, when another one got ahead of this', async () => {
    const world = await worldWith(5);
    const stale = world.head;
    world.lane(0).add(5);
    await world.run({ now: later(5) });
    let asked = 0;
    const readHead = async () => (asked++ === 0 ? stale : world.head);
    await publish({ ...world.ports, readHead }, SCOPE, later(5));
    expect(world.reports).toEqual([]);
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, logs: [{ signed: 20 }] });
  });
});
