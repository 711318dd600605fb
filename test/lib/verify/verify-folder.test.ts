/** What the verifier says of a copy of the bucket: of its listing, its evidence, its keys, and of more than one log. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ListedVersion } from '../../../lib/verify/checks/versions.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { LOG_KEY, makeWorld, type World } from '../../lambdas/log/support/memory-archive.ts';
import { LOG, verifyObjects, writeCopy } from './copy.ts';

let world: World;
beforeAll(async () => {
  world = makeWorld();
  world.lane(0).add(300);
  await world.run();
});

describe('the listing of the bucket', () => {
  const listing = (change: (versions: ListedVersion[]) => unknown[] = (all) => all) => {
    const versions = [...world.locked].map(([path, bytes]) => ({
      key: `${LOG}/${path}`,
      version: 'v1',
      size: bytes.length,
      modified: '2026-03-01T12:00:00.000Z',
      mode: 'COMPLIANCE',
      retainUntil: '2033-03-01T12:00:00.000Z',
    }));
    return { 'versions.json': JSON.stringify({ versions: change(versions) }) };
  };
  const first = (change: Partial<ListedVersion>) => (all: ListedVersion[]) =>
    all.map((version, i) => (i === 0 ? { ...version, ...change } : version));

  it('is checked when it is there, and missed when it is not', () => {
    expect(verifyObjects(world.locked, { others: listing() })).toMatchObject({ ok: true, locksChecked: true });
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, locksChecked: false });
  });

  it.each([
    ['a second version', (all: ListedVersion[]) => [...all, ...all.slice(0, 1)], /second version/],
    [
      'a delete marker',
      (all: ListedVersion[]) => [...all, { key: 'v1/x', version: '2', modified: '', deleteMarker: true }],
      /delete marker/,
    ],
    ['no lock', first({ mode: undefined }), /not locked/],
    ['a lock that the root user can lift', first({ mode: 'GOVERNANCE' }), /GOVERNANCE/],
    ['a lock of a year', first({ retainUntil: '2027-03-01T12:00:00.000Z' }), /six years/],
    ['no date', first({ retainUntil: undefined }), /six years/],
    ['another length', first({ size: 1 }), /length/],
    [
      'an object that was not copied',
      (all: ListedVersion[]) => [...all, { ...all[0], key: `${LOG}/tile/0/001` }],
      /not copied/,
    ],
    ['a file that it does not name', (all: ListedVersion[]) => all.slice(1), /not in the listing/],
  ])('a difference: %s', (_name, change, reason) => {
    const report = verifyObjects(world.locked, { others: listing(change) });
    expect(report.difference?.reason).toMatch(reason);
  });

  it('a difference: it is no listing', () => {
    expect(verifyObjects(world.locked, { others: { 'versions.json': 'nonsense' } }).ok).toBe(false);
  });
});

describe('evidence', () => {
  const name = (content: string) =>
    `v1/us-east-1/evidence/2026-03-01/${createHash('sha256').update(content).digest('hex')}.json`;

  it('lies under the hash of its content', () => {
    expect(verifyObjects(world.locked, { others: { [name('{}')]: '{}' } }).ok).toBe(true);
    expect(verifyObjects(world.locked, { others: { [name('{}')]: '{ }' } })).toMatchObject({
      difference: { reason: expect.stringContaining('evidence') },
    });
  });
});

describe('keys', () => {
  it('come from the folder when there are none, and the report says so', () => {
    const folder = writeCopy(world.locked);
    expect(verifyFolder(folder)).toMatchObject({ ok: true, trustedKeys: false });
    expect(verifyFolder(folder, { keys: [LOG_KEY] })).toMatchObject({ ok: true, trustedKeys: true });
    expect(verifyFolder(folder, { keys: [] })).toMatchObject({ ok: false });
    rmSync(folder, { recursive: true });
  });
});

describe('a folder', () => {
  it('without a log is a difference', () => {
    expect(verifyObjects(new Map(), { others: { 'readme.txt': 'x' } })).toMatchObject({ ok: false });
  });

  it('with an empty log folder beside a good one is a difference', () => {
    const others = { 'v1/us-east-1/logs/org_01JD0000000000000000000009/meta.json': '{}' };
    expect(verifyObjects(world.locked, { others }).ok).toBe(false);
  });

  it('shows how far it is', () => {
    const folder = writeCopy(world.locked);
    const seen: [number, number][] = [];
    verifyFolder(folder, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([300, 300]);
    rmSync(folder, { recursive: true });
  });

  it('whose checkpoints are gone is a difference: nothing in it is signed', () => {
    const rest = new Map([...world.locked].filter(([path]) => !path.startsWith('checkpoints/')));
    expect(verifyObjects(rest).difference).toMatchObject({
      index: 0,
      reason: expect.stringContaining('nothing here is signed'),
    });
  });
});
