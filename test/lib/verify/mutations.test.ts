/**
 * Thousands of generated ways to tamper with an archive: every one must be found, and the entry named must be the one
 * that was touched, or one that is no longer vouched for because of it. HALE_MUTATIONS sets how many.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { formatVkey, noteKey, openNote, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import {
  formatLine,
  parseLine,
  parseSegmentPath,
  type SegmentLine,
  segmentLines,
  segmentPath,
  sha256Hex,
} from '../../../lambdas/log/segment.ts';
import { type VerifyReport, verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { ORIGIN } from '../../lambdas/log/support/lane-rows.ts';
import { LOG_KEY, makeWorld, NOON, signWithLogKey, type World } from '../../lambdas/log/support/memory-archive.ts';
import { LOG, writeCopy } from './copy.ts';

const RUNS = Number(process.env.HALE_MUTATIONS ?? 1_200);
const world: World = makeWorld();
let folder = '';
let paths: string[] = [];
let checkpointSizes: number[] = [];

beforeAll(async () => {
  for (const [day, count] of [40, 120, 90, 25].entries()) {
    for (const lane of [0, 1]) world.lane(lane).add(count + lane);
    await world.run({ now: new Date(NOON.getTime() + day * 24 * 60 * 60_000) });
  }
  folder = writeCopy(world.locked);
  paths = [...world.locked.keys()].sort();
  checkpointSizes = paths.filter((path) => path.startsWith('checkpoints/')).map((path) => Number(path.slice(12)));
});
afterAll(() => rmSync(folder, { recursive: true }));

const original = (path: string): Buffer => world.locked.get(path) ?? Buffer.alloc(0);
function put(path: string, bytes: Buffer | undefined): void {
  const target = join(folder, LOG, path);
  rmSync(target, { force: true });
  if (!bytes) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}

/** Verifies with some objects replaced, added or (undefined) removed, then puts everything back. */
function verifyWith(changes: ReadonlyMap<string, Buffer | undefined>): VerifyReport {
  for (const [path, bytes] of changes) put(path, bytes);
  try {
    return verifyFolder(folder, { keys: [LOG_KEY], allow: { noVersions: true } });
  } finally {
    for (const path of changes.keys()) put(path, world.locked.get(path));
  }
}

const segmentsOf = (): string[] => paths.filter((path) => path.startsWith('segments/'));
/** The last checkpoint before the entry: up to there everything is vouched for. */
const vouchedBefore = (index: number): number => Math.max(0, ...checkpointSizes.filter((size) => size <= index));

/** A segment with other lines under a name that is right for them. */
function rewrite(path: string, change: (lines: SegmentLine[]) => SegmentLine[]): Map<string, Buffer | undefined> {
  const { first } = parseSegmentPath(path) ?? { first: 0 };
  const lines = change(segmentLines(original(path)).map(parseLine)).map((line, i) => ({ ...line, index: first + i }));
  const bytes = gzipSync(Buffer.from(lines.map((line) => `${formatLine(line)}\n`).join('')));
  return new Map([
    [path, undefined],
    [segmentPath({ first, count: lines.length, sha256: sha256Hex(bytes) }), bytes],
  ]);
}

/** What somebody could do to the entries of a segment, given the place of one of them. */
const REWRITES: Readonly<Record<string, (lines: SegmentLine[], at: number) => SegmentLine[]>> = {
  'dropped middle': (lines, at) => lines.filter((_, i) => i !== at),
  'dropped tail': (lines, at) => (at === 0 ? lines.slice(1) : lines.slice(0, at)),
  'swapped neighbours': (lines, at) =>
    lines.map((line, i) =>
      i === at ? (lines[at + 1] ?? lines[0] ?? line) : i === at + 1 ? (lines[at] ?? line) : line,
    ),
  'inserted again': (lines, at) => [...lines.slice(0, at), ...lines.slice(at, at + 1), ...lines.slice(at)],
  're-dated': (lines, at) =>
    lines.map((line, i) =>
      i === at ? { ...line, leaf: line.leaf.replace(/"time":(\d+)/, (_, ms) => `"time":${Number(ms) - 1}`) } : line,
    ),
  retyped: (lines, at) =>
    lines.map((line, i) =>
      i === at ? { ...line, leaf: line.leaf.replace('session.created', 'session.revoked') } : line,
    ),
  'another public block': (lines, at) =>
    lines.map((line, i) => (i === at ? { ...line, public: line.public?.replace('success', 'failure') } : line)),
  'another sealed block': (lines, at) =>
    lines.map((line, i) => {
      const blocks = Object.entries(line.blocks ?? {}).map(([id, text]) => {
        const bytes = Buffer.from(text, 'base64url');
        bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
        return [id, bytes.toString('base64url')];
      });
      return i === at ? { ...line, blocks: Object.fromEntries(blocks) } : line;
    }),
  'no sealed block': (lines, at) => lines.map((line, i) => (i === at ? { ...line, blocks: {} } : line)),
};

describe('tampering', () => {
  it('the archive itself is clean', () => {
    expect(verifyWith(new Map())).toMatchObject({
      ok: true,
      logs: [{ entries: 554, signed: 554, checkpoints: 4, seals: 4 }],
    });
  });

  it('a bit flipped anywhere in any object', () => {
    const weighted = () => fc.nat(paths.length - 1).chain((i) => fc.tuple(fc.constant(paths[i] ?? ''), fc.nat()));
    fc.assert(
      fc.property(weighted(), ([path, where]) => {
        const bytes = Buffer.from(original(path));
        const bit = where % (bytes.length * 8);
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const report = verifyWith(new Map([[path, bytes]]));
        expect(report.ok, `${path} bit ${bit}`).toBe(false);
        if (/^(segments|tile|checkpoints)\//.test(path)) expect(report.difference?.index).toBeTypeOf('number');
        if (!path.startsWith('tile/')) expect(report.difference?.file).toBe(`${LOG}/${path}`);
      }),
      { numRuns: RUNS / 2 },
    );
  }, 300_000);

  it.each(Object.keys(REWRITES))(
    'entries rewritten under a right name: %s',
    (kind) => {
      const change = REWRITES[kind] ?? ((lines) => lines);
      fc.assert(
        fc.property(fc.nat(), fc.nat(), (pick, where) => {
          const path = segmentsOf()[pick % segmentsOf().length] ?? '';
          const { first, count } = parseSegmentPath(path) ?? { first: 0, count: 1 };
          const at = where % (count - 1);
          const report = verifyWith(rewrite(path, (lines) => change(lines, at)));
          expect(report.ok, `${kind} ${first + at}`).toBe(false);
          expect(report.difference?.index).toBeGreaterThanOrEqual(vouchedBefore(first + at));
          expect(report.difference?.index).toBeLessThanOrEqual(first + at + 2);
        }),
        { numRuns: Math.ceil(RUNS / 20) },
      );
    },
    300_000,
  );

  it('an object dropped, cut short, lengthened, emptied or replaced by another', () => {
    const kinds: ((bytes: Buffer, other: Buffer) => Buffer | undefined)[] = [
      () => undefined,
      (bytes) => bytes.subarray(0, -1),
      (bytes) => Buffer.concat([bytes, Buffer.of(0x0a)]),
      () => Buffer.alloc(0),
      (_bytes, other) => other,
    ];
    for (const path of paths) {
      const other = original(paths[(paths.indexOf(path) + 1) % paths.length] ?? '');
      for (const [kind, change] of kinds.entries()) {
        const last = path === paths.filter((p) => p.startsWith('checkpoints/')).at(-1);
        const seal = ['2026-03-01', '2026-03-04'].some((day) => path === `seals/${day}`);
        const report = verifyWith(new Map([[path, change(original(path), other)]]));
        // One checkpoint less, or the first or last seal, is a shorter record, not a false one: `kept` checkpoints and the listing find it.
        if (kind === 0 && (last || seal || /^(checkpoints|keys)\//.test(path))) continue;
        expect(report.ok, `${path} ${kind}`).toBe(false);
      }
    }
  }, 120_000);

  it('an object that belongs nowhere', () => {
    for (const path of [
      'tile/0/000.p/3',
      'tile/0/007',
      'tile/entries/900',
      'notes.txt',
      'segments/extra',
      'checkpoints/9',
      'tile/2/000',
    ]) {
      expect(verifyWith(new Map([[path, Buffer.from('x')]])).ok, path).toBe(false);
    }
  });

  it('an old checkpoint under a newer name', () => {
    const [first, second] = paths.filter((path) => path.startsWith('checkpoints/'));
    const report = verifyWith(new Map([[second ?? '', original(first ?? '')]]));
    expect(report.difference).toMatchObject({ file: `${LOG}/${second}`, reason: expect.stringContaining('of size') });
  });

  it('a checkpoint of a size that the log never had', async () => {
    const [first = ''] = paths.filter((path) => path.startsWith('checkpoints/'));
    const { root } = parseCheckpoint(openNote(original(first).toString(), [LOG_KEY]).text);
    const size = (checkpointSizes[0] ?? 0) + 1;
    const note = await signNote(
      `${ORIGIN}\n${size}\n${Buffer.from(root).toString('base64')}\n`,
      LOG_KEY,
      signWithLogKey,
    );
    const path = `checkpoints/${String(size).padStart(16, '0')}`;
    const report = verifyWith(new Map([[path, Buffer.from(note)]]));
    expect(report.difference).toMatchObject({ file: `${LOG}/${path}`, index: checkpointSizes[0] });
  });

  it('another key: beside the log, under its checkpoints, or both', async () => {
    const pair = generateKeyPairSync('ed25519');
    const key = noteKey(ORIGIN, rawPublicKey(pair.publicKey.export({ format: 'der', type: 'spki' })));
    const [path = ''] = paths.filter((one) => one.startsWith('checkpoints/'));
    const { text } = openNote(original(path).toString(), [LOG_KEY]);
    const note = Buffer.from(await signNote(text, key, async (message) => sign(null, message, pair.privateKey)));
    const vkey = Buffer.from(`${formatVkey(key)}\n`);
    const changes = [new Map([[`keys/${key.id}.vkey`, vkey]]), new Map([[path, note]])];
    for (const change of [...changes, new Map(changes.flatMap((one) => [...one]))]) {
      expect(verifyWith(change).ok).toBe(false);
    }
  });

  it('a fork: another history of the same log, complete and consistent, signed by nobody', async () => {
    const forged = makeWorld();
    for (const lane of [0, 1]) {
      forged.lane(lane).items.push(...(world.lanes.get(lane)?.items.slice(0, 150) ?? []));
    }
    await forged.run({ lanes: [0] });
    await forged.run({ now: new Date(NOON.getTime() + 120_000) });
    const changes = new Map<string, Buffer | undefined>();
    for (const path of paths.filter((one) => /^(segments|tile)\//.test(one))) changes.set(path, undefined);
    for (const [path, bytes] of forged.locked) if (/^(segments|tile)\//.test(path)) changes.set(path, bytes);
    const report = verifyWith(changes);
    for (const path of forged.locked.keys()) if (!world.locked.has(path)) put(path, undefined);
    expect(report).toMatchObject({ ok: false, difference: { index: 0 } });
  });

  it('a roll-back: found by a checkpoint that was kept elsewhere', () => {
    const { path: last, size } = {
      path: `checkpoints/${String(checkpointSizes.at(-1)).padStart(16, '0')}`,
      size: checkpointSizes.at(-2) ?? 0,
    };
    const kept = [{ file: 'kept', note: original(last).toString() }];
    const changes = new Map<string, Buffer | undefined>([[last, undefined]]);
    const tiles = Math.floor(size / 256);
    for (const path of paths) {
      if ((parseSegmentPath(path)?.first ?? -1) >= size || path === 'seals/2026-03-04') changes.set(path, undefined);
      if (/^tile\/(0|entries)\//.test(path) && Number(path.slice(-3)) >= tiles) changes.set(path, undefined);
    }
    for (const path of changes.keys()) put(path, undefined);
    const [blind, aware] = [undefined, kept].map((notes) =>
      verifyFolder(folder, { keys: [LOG_KEY], kept: notes ?? [], allow: { noVersions: true } }),
    );
    for (const path of changes.keys()) put(path, original(path));
    expect(blind?.ok).toBe(true);
    expect(aware?.difference).toMatchObject({ file: 'kept', index: size });
  });
});

describe('honest archives', () => {
  it('are never accused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 120 }), fc.nat(5)), { minLength: 1, maxLength: 6 }),
        async (runs) => {
          const honest = makeWorld();
          let minutes = 0;
          for (const [lane, count, wait] of runs) {
            honest.lane(lane).add(count);
            minutes += wait;
            await honest.run({ now: new Date(NOON.getTime() + minutes * 60_000) });
          }
          await honest.run({ now: new Date(NOON.getTime() + (minutes + 2) * 60_000) });
          const copy = writeCopy(honest.locked);
          const report = verifyFolder(copy, { keys: [LOG_KEY], allow: { noVersions: true } });
          rmSync(copy, { recursive: true });
          expect(report.difference).toBeUndefined();
          expect(report.ok).toBe(true);
        },
      ),
      { numRuns: Math.ceil(RUNS / 10) },
    );
  }, 300_000);
});
