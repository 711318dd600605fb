/** The log head is a row that somebody may have changed: what it says is signed only where the archive says the same. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LogHead } from '../../../lambdas/log/archive.ts';
import { archiveScope } from '../../../lambdas/log/archive-scope.ts';
import { EMPTY_ROOT, leafHash } from '../../../lambdas/log/merkle.ts';
import { rawPublicKey } from '../../../lambdas/log/note.ts';
import { publish } from '../../../lambdas/log/publish.ts';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { ORIGIN, SCOPE } from './support/lane-rows.ts';
import { later, makeWorld, pathsOf, type World } from './support/memory-archive.ts';

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

describe('a forged head is not signed', () => {
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

describe('an honest log is signed', () => {
  it('whose only key was replaced while it was idle: by a seal, and when it grows', async () => {
    const pair = generateKeyPairSync('ed25519');
    const publicKey = rawPublicKey(pair.publicKey.export({ format: 'der', type: 'spki' }));
    const world = await worldWith(0);
    const ports: typeof world.ports = {
      ...world.ports,
      publicKeys: async () => [{ type: 'ed25519', publicKey }],
      sign: async (message) => sign(null, message, pair.privateKey),
    };
    await publish(ports, SCOPE, later(DAY));
    world.lane(0).add(300);
    await world.run({ ports, now: later(2 * DAY) });
    expect(signedPaths(world)).toHaveLength(5);
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
