/**
 * T3 of security.md: thousands of generated ways to tamper with an archive. Every one must be found, and the place named
 * must be the one that was touched, or one that is no longer vouched for because of it. The second verifier must say the
 * same of each. HALE_MUTATIONS sets how many.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  formatLine,
  parseLine,
  parseSegmentPath,
  type SegmentLine,
  segmentLines,
  segmentPath,
  sha256Hex,
} from '../../../lambdas/log/segment.ts';
import type { ListedVersion } from '../../../lib/verify/checks/versions.ts';
import { type VerifyOptions, type VerifyReport, verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { type SecondVerifier, startSecondVerifier } from '../../independent/second-verifier.ts';
import { SCOPE } from '../../lambdas/log/support/lane-rows.ts';
import { writeFiles } from './copy.ts';
import { type DeploymentCopy, firstKeyOf, makeDeploymentCopy, SECOND } from './deployment-copy.ts';

const RUNS = Number(process.env.HALE_MUTATIONS ?? 5_200);
const LOG = `v1/us-east-1/logs/${SCOPE}`;
const DIRECTORY = 'v1/us-east-1/directory';
const LISTING = 'versions.json';

let copy: DeploymentCopy;
let second: SecondVerifier;
let folder = '';
let paths: string[] = [];
let checkpointSizes: number[] = [];
const counted = { made: 0, found: 0, located: 0, agreed: 0, alone: 0 };

beforeAll(async () => {
  second = startSecondVerifier();
  copy = await makeDeploymentCopy();
  folder = writeFiles(copy.objects);
  paths = [...copy.objects.keys()].sort();
  checkpointSizes = paths
    .filter((path) => path.startsWith(`${LOG}/checkpoints/`))
    .map((path) => Number(path.slice(-16)));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  second.stop();
});

const original = (path: string): Buffer => copy.objects.get(path) ?? Buffer.alloc(0);
type Changes = ReadonlyMap<string, Buffer | undefined>;

function put(path: string, bytes: Buffer | undefined): void {
  const target = join(folder, path);
  rmSync(target, { force: true });
  if (!bytes) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}

/** Verifies, twice, with some objects replaced, added or (undefined) removed, then puts everything back. */
async function verifyWith(changes: Changes, options: VerifyOptions = {}, alone = false): Promise<VerifyReport> {
  for (const [path, bytes] of changes) put(path, bytes);
  try {
    const question = { keys: copy.keys, allow: { noVersions: true }, ...options };
    const opinion = alone ? undefined : second.verify(folder, question);
    const report = verifyFolder(folder, question);
    const other = (await opinion)?.outcome ?? report.outcome;
    expect(other, `${[...changes.keys()]}: ${report.difference?.reason} ${(await opinion)?.reason}`).toBe(
      report.outcome,
    );
    return report;
  } finally {
    for (const path of changes.keys()) put(path, copy.objects.get(path));
  }
}

/** A way to tamper: it must be found, by both, and `located` tells whether the right place was named. */
async function tamper(
  changes: Changes,
  located: (difference: NonNullable<VerifyReport['difference']>) => boolean,
  { alone = false, ...options }: VerifyOptions & { alone?: boolean } = {},
): Promise<void> {
  const report = await verifyWith(changes, options, alone);
  counted.made++;
  counted[alone ? 'alone' : 'agreed']++;
  if (!report.ok) counted.found++;
  if (report.difference && located(report.difference)) counted.located++;
  expect(report.outcome, `${[...changes.keys()]}`).toBe('difference');
  expect(
    report.difference && located(report.difference),
    JSON.stringify([[...changes.keys()], report.difference]),
  ).toBe(true);
}

const logOf = (path: string): string => /^v1\/[^/]+\/(directory|logs\/[^/]+|evidence)/.exec(path)?.[0] ?? '';
const share = (part: number): number => Math.ceil(RUNS * part);

/** The signature of ML-DSA-44, which the second verifier has no means for: whether the byte lies in such a line. */
function isPostQuantum(path: string, at: number): boolean {
  if (!/\/(checkpoints|anchors)\//.test(path)) return false;
  const bytes = original(path);
  const end = bytes.indexOf(0x0a, at);
  return (end < 0 ? bytes.length : end) - bytes.lastIndexOf(0x0a, at - 1) > 1_000;
}

it('the copy itself is clean, to both', async () => {
  const report = await verifyWith(new Map());
  expect(report).toMatchObject({ ok: true, directoryChecked: true });
  expect(report.logs.map(({ entries, checkpoints, seals }) => [entries, checkpoints, seals])).toEqual([
    [5, 4, 4],
    [280, 4, 4],
    [5, 1, 4],
  ]);
});

describe('a bit flipped', () => {
  it('anywhere in any object', async () => {
    const weighted = () => fc.nat(paths.length - 1).chain((i) => fc.tuple(fc.constant(paths[i] ?? ''), fc.nat()));
    await fc.assert(
      fc.asyncProperty(weighted(), async ([path, where]) => {
        const bytes = Buffer.from(original(path));
        const bit = where % (bytes.length * 8);
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const isNote = /\/(checkpoints|seals|anchors|keys)\//.test(path);
        await tamper(
          new Map([[path, bytes]]),
          // What a note says of its size decides when it is read: another note of the log may fail first.
          ({ file, index }) =>
            isNote || path.includes('/tile/')
              ? logOf(file) === logOf(path)
              : file === path && (index !== undefined || !path.includes('/segments/')),
          { alone: isPostQuantum(path, bit >> 3) },
        );
      }),
      { numRuns: share(0.42) },
    );
  }, 1_800_000);
});

/** The last checkpoint before the entry: up to there everything is vouched for. */
const vouchedBefore = (index: number): number => Math.max(0, ...checkpointSizes.filter((size) => size <= index));

/** A segment with other lines under a name that is right for them. */
function rewrite(path: string, change: (lines: SegmentLine[]) => SegmentLine[]): Map<string, Buffer | undefined> {
  const log = logOf(path);
  const { first } = parseSegmentPath(path.slice(log.length + 1)) ?? { first: 0 };
  const lines = change(segmentLines(original(path)).map(parseLine)).map((line, i) => ({ ...line, index: first + i }));
  const bytes = gzipSync(Buffer.from(lines.map((line) => `${formatLine(line)}\n`).join('')));
  const name = segmentPath({ first, count: lines.length, sha256: sha256Hex(bytes) });
  return new Map([[path, undefined], ...(lines.length > 0 ? [[`${log}/${name}`, bytes] as const] : [])]);
}

const changeAt = (change: (line: SegmentLine) => SegmentLine) => (lines: SegmentLine[], at: number) =>
  lines.map((line, i) => (i === at ? change(line) : line));

/** What somebody could do to the entries of a segment, given the place of one of them. */
const REWRITES: Readonly<Record<string, (lines: SegmentLine[], at: number) => SegmentLine[]>> = {
  'dropped middle': (lines, at) => lines.filter((_, i) => i !== at),
  'dropped tail': (lines, at) => (at === 0 ? lines.slice(1) : lines.slice(0, at)),
  'swapped neighbours': (lines, at) =>
    lines.map((line, i) =>
      i === at ? (lines[at + 1] ?? lines[0] ?? line) : i === at + 1 ? (lines[at] ?? line) : line,
    ),
  'inserted again': (lines, at) => [...lines.slice(0, at), ...lines.slice(at, at + 1), ...lines.slice(at)],
  're-dated': changeAt((line) => ({
    ...line,
    leaf: line.leaf.replace(/"time":(\d+)/, (_, ms) => `"time":${Number(ms) - 1}`),
  })),
  retyped: changeAt((line) => ({ ...line, leaf: line.leaf.replace('session.created', 'session.revoked') })),
  'made a marker': changeAt((line) => ({ ...line, leaf: line.leaf.replace('session.created', 'log.opaque_row') })),
  'another public block': changeAt((line) => ({ ...line, public: line.public?.replace('success', 'failure') ?? '' })),
  'another sealed block': changeAt((line) => {
    const blocks = Object.entries(line.blocks ?? {}).map(([id, text]) => {
      const bytes = Buffer.from(text, 'base64url');
      bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
      return [id, bytes.toString('base64url')];
    });
    return { ...line, blocks: Object.fromEntries(blocks) };
  }),
  'no sealed block': changeAt((line) => ({ ...line, blocks: {} })),
  'the block of another': changeAt((line) => {
    const [[, text = ''] = []] = Object.entries(line.blocks ?? {});
    return { ...line, blocks: { user_01JD0000000000000000009999: text } };
  }),
};

describe('entries rewritten under a right name', () => {
  it.each(Object.keys(REWRITES))(
    '%s',
    async (kind) => {
      const change = REWRITES[kind] ?? ((lines) => lines);
      const segments = paths.filter((path) => path.startsWith(`${LOG}/segments/`));
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), async (pick, where) => {
          const path = segments[pick % segments.length] ?? '';
          const { first, count } = parseSegmentPath(path.slice(LOG.length + 1)) ?? { first: 0, count: 1 };
          const at = where % (count - 1);
          await tamper(
            rewrite(path, (lines) => change(lines, at)),
            ({ index = -1 }) => index >= vouchedBefore(first + at) && index <= first + at + 2,
          );
        }),
        { numRuns: share(0.04) },
      );
    },
    600_000,
  );

  const HEADS: typeof REWRITES = {
    'a head left out': (lines, at) => lines.filter((_, i) => i !== at),
    'a head of another size': changeAt((line) => ({ ...line, leaf: line.leaf.replace(/"size":\d+/, '"size":4') })),
    'a head of another time': changeAt((line) => ({ ...line, leaf: line.leaf.replace(/"time":1/, '"time":2') })),
    'a head of another log': changeAt((line) => ({ ...line, leaf: line.leaf.replaceAll(SCOPE, SECOND) })),
  };
  it.each(Object.keys(HEADS))(
    'in the directory: %s',
    async (kind) => {
      const change = HEADS[kind] ?? ((lines) => lines);
      for (const path of paths.filter((one) => one.startsWith(`${DIRECTORY}/segments/`))) {
        if (kind === 'a head of another log' && !segmentLines(original(path))[0]?.includes(SCOPE)) continue;
        await tamper(
          rewrite(path, (lines) => change(lines, 0)),
          ({ file, index }) => logOf(file) === DIRECTORY && index !== undefined,
        );
      }
    },
    60_000,
  );
});

describe('objects', () => {
  const KINDS: readonly [string, (bytes: Buffer, other: Buffer) => Buffer | undefined][] = [
    ['dropped', () => undefined],
    ['cut short', (bytes) => bytes.subarray(0, -1)],
    ['lengthened', (bytes) => Buffer.concat([bytes, Buffer.of(0x0a)])],
    ['emptied', () => Buffer.alloc(0)],
    ['replaced by another', (_bytes, other) => other],
  ];
  const listing = (versions: readonly unknown[]) => Buffer.from(JSON.stringify({ bucket: 'b', versions }));

  it.each(KINDS)(
    '%s: found without the listing, but for a record that is only shorter',
    async (kind, change) => {
      for (const path of paths) {
        // `kept` checkpoints and the listing find these.
        if (kind === 'dropped' && /\/(checkpoints|seals|keys|anchors|evidence)\//.test(path)) continue;
        const other = original(paths[(paths.indexOf(path) + 1) % paths.length] ?? '');
        await tamper(new Map([[path, change(original(path), other)]]), ({ file }) => logOf(file) === logOf(path));
      }
    },
    600_000,
  );

  it('dropped: found with the listing, whatever it is', async () => {
    for (const path of paths) {
      const changes = new Map([[path, undefined], [LISTING, listing(copy.versions)] as const]);
      await tamper(changes, ({ file }) => file === path, { allow: {} });
    }
  }, 600_000);

  const first =
    (change: Partial<ListedVersion>) =>
    (all: readonly ListedVersion[], at: number): unknown[] =>
      all.map((version, i) => (i === at ? { ...version, ...change } : version));
  const LISTINGS: readonly [string, (all: readonly ListedVersion[], at: number) => unknown[]][] = [
    ['a second version', (all, at) => [...all, { ...all[at], version: 'v2' }]],
    ['a delete marker', (all, at) => [...all, { ...all[at], version: 'v2', deleteMarker: true }]],
    ['no lock', first({ mode: undefined })],
    ['a lock that can be lifted', first({ mode: 'GOVERNANCE' })],
    ['a lock of a year', first({ retainUntil: '2027-02-01T12:00:00.000Z' })],
    ['no date', first({ retainUntil: undefined })],
    ['another length', first({ size: 1 })],
    ['an object that it does not name', (all, at) => all.filter((_, i) => i !== at)],
    ['an object that was not copied', (all, at) => [...all, { ...all[at], key: `${all[at]?.key}0` }]],
  ];
  it.each(LISTINGS)(
    'in the listing: %s',
    async (_name, change) => {
      for (const at of paths.keys()) {
        const changes = new Map([[LISTING, listing(change(copy.versions, at))]]);
        const { key = '' } = copy.versions[at] ?? {};
        await tamper(changes, ({ file }) => file.startsWith(key), { allow: {} });
      }
    },
    600_000,
  );

  it.each([
    `${LOG}/tile/0/000.p/3`,
    `${LOG}/tile/0/007`,
    `${LOG}/tile/entries/900`,
    `${LOG}/notes.txt`,
    `${LOG}/segments/extra`,
    `${LOG}/checkpoints/9`,
    `${LOG}/tile/2/000`,
    `${LOG}/anchors/0000000000000041-00000000`,
    `${DIRECTORY}/anchors/41-00000000`,
    'v1/us-east-1/evidence/cleanup/x.json',
  ])('planted: %s', async (path) => {
    await tamper(new Map([[path, Buffer.from('x')]]), ({ file }) => file === path);
  });
});

describe('histories', () => {
  const within = (log: string) => paths.filter((path) => path.startsWith(`${log}/`));
  const removed = (some: readonly string[]): Map<string, undefined> => new Map(some.map((path) => [path, undefined]));

  it('an old checkpoint under a newer name', async () => {
    for (const log of [LOG, DIRECTORY]) {
      const [one = '', other = ''] = within(`${log}/checkpoints`);
      await tamper(new Map([[other, original(one)]]), ({ file, index }) => file === other && index !== undefined);
    }
  });

  it('a whole log that is gone: the directory names it', async () => {
    for (const scope of [SCOPE, SECOND]) {
      await tamper(
        removed(within(`v1/us-east-1/logs/${scope}`)),
        ({ file, index }) => file.startsWith(`${DIRECTORY}/segments/`) && index !== undefined,
      );
    }
  });

  it('a log that was rolled back, signatures and all: the directory, and a checkpoint that was kept', async () => {
    const since = (size: number, seals: RegExp) =>
      within(LOG).filter((path) => {
        const first = parseSegmentPath(path.slice(LOG.length + 1))?.first ?? -1;
        const signed = Number(/checkpoints\/(\d+)$/.exec(path)?.[1] ?? 0);
        return first >= size || signed > size || seals.test(path) || path.includes('/tile/');
      });
    const newKey = `${LOG}/keys/${copy.newKeyId}.vkey`;
    const [one = 0, two = 0] = checkpointSizes;
    await tamper(
      removed([...since(two, /2026-03-0[34]$/), newKey, ...within('v1/us-east-1/evidence')]),
      ({ file, index }) => file.startsWith(`${DIRECTORY}/segments/`) && index === two,
    );
    await tamper(
      removed([
        ...since(one, /2026-03-0[234]$/),
        ...within(`${LOG}/keys`),
        ...within(DIRECTORY),
        ...within('v1/us-east-1/evidence'),
      ]),
      ({ file, index }) => file === 'kept' && index === one,
      { keys: [firstKeyOf(SCOPE)], kept: [{ file: 'kept', note: copy.kept }] },
    );
  });

  it('everything, while only a key is known', async () => {
    await tamper(removed(paths), ({ file }) => file === '.');
  });
});

it('T3: every one was found and located, and both verifiers agree', () => {
  console.log(
    `T3: ${counted.made} tamper mutations: ${counted.found} found, ${counted.located} located; ` +
      `the second verifier says the same of ${counted.agreed}, and was not asked of ${counted.alone} (ML-DSA-44)`,
  );
  expect(counted.made).toBeGreaterThanOrEqual(Math.min(RUNS, 5_000));
  expect([counted.found, counted.located, counted.agreed + counted.alone]).toEqual(Array(3).fill(counted.made));
});
