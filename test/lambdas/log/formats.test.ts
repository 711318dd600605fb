/** Segments, staging bundles, seals and the edge of the tree: each has one spelling, and refuses every other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../lambdas/audit/leaf.ts';
import { parseCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { Edge } from '../../../lambdas/log/edge.ts';
import { leafHash, rootOf } from '../../../lambdas/log/merkle.ts';
import { formatSeal, parseSeal } from '../../../lambdas/log/seal.ts';
import {
  formatLine,
  makeSegment,
  parseLine,
  parseSegmentPath,
  segmentLines,
  segmentPath,
} from '../../../lambdas/log/segment.ts';
import { packStaging, unpackStaging } from '../../../lambdas/log/staging.ts';

/** Characters that JSON escapes, or that people think it does. */
const awkward = fc.constantFrom('a', 'Z', '0', '"', '\\', '/', '\n', '\u0000', '\u001f', '\u007f', 'é', '\u2028', '😀');

describe('a segment', () => {
  it('is named by its first index, its lines and its bytes', () => {
    const { path, bytes } = makeSegment(7, [{ kind: 'marker', type: 'log.missing_rows', leaf: '{"a":1}', reason: '' }]);
    expect(parseSegmentPath(path)).toMatchObject({ first: 7, count: 1 });
    expect(path).toMatch(/^segments\/0000000000000007-1-[0-9a-f]{64}\.jsonl\.gz$/);
    expect(segmentLines(bytes)).toEqual(['{"index":7,"leaf":"{\\"a\\":1}"}']);
    expect(segmentPath(parseSegmentPath(path) ?? { first: 0, count: 0, sha256: '' })).toBe(path);
  });

  it.each(['segments/7-1-ff.jsonl.gz', 'segments/', 'tile/0/000'])('%s is no segment', (path) => {
    expect(parseSegmentPath(path)).toBeUndefined();
  });

  it('has lines of canonical JSON', () => {
    const text = fc.string({ unit: awkward });
    // Ids, as the archiver demands of subjects: V8 mixes up names that need escapes (nodejs/node#63785).
    const subject = fc.stringMatching(/^\w{1,12}$/);
    const line = fc.record(
      { index: fc.nat(), leaf: text, public: text, blocks: fc.dictionary(subject, text), row: text },
      { requiredKeys: ['index', 'leaf'] },
    );
    fc.assert(
      fc.property(line, (value) => {
        expect(formatLine(value)).toBe(canonical(value));
        expect(parseLine(formatLine(value))).toEqual(value);
      }),
    );
  });

  it.each([
    '{"index":0,"leaf":"x" }',
    '{"leaf":"x","index":0}',
    '{"index":0,"leaf":"x","more":1}',
    '{"index":0}',
    '[]',
  ])('refuses the line %s', (text) => {
    expect(() => parseLine(text)).toThrow();
  });
});

describe('a staging bundle', () => {
  const staging = {
    locked: [
      { path: 'a', bytes: Buffer.from('one\n') },
      { path: 'b', bytes: Buffer.alloc(0) },
    ],
    edge: [{ path: 'c', bytes: Buffer.of(0, 10, 255) }],
    batches: [{ lane: 0, firstSeq: 1, count: 2, firstIndex: 3, segment: 'a' }],
    incidents: [],
  };

  it('gives back what was put in', () => {
    const { name, bytes } = packStaging(staging);
    const back = unpackStaging(name, bytes);
    expect(back.locked.map(({ bytes: body }) => Buffer.from(body))).toEqual(staging.locked.map(({ bytes: b }) => b));
    expect(back).toMatchObject({ edge: [{ path: 'c' }], batches: staging.batches });
  });

  it('is refused when a bit is another', () => {
    const { name, bytes } = packStaging(staging);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(() => unpackStaging(name, copy)).toThrow();
      }),
    );
  });
});

describe('a seal', () => {
  const seal = {
    origin: 'auth.example.org/org_1',
    day: '2026-03-01',
    size: 12,
    root: leafHash('x'),
    segments: 'abc',
    lanes: { 0: { seq: 9, hash: 'h' }, 2: { seq: 1, hash: undefined }, 10: { seq: 0, hash: 'k' } },
  };

  it('is read as it was written, lanes in the order of their numbers', () => {
    expect(parseSeal(formatSeal(seal))).toEqual(seal);
    expect(formatSeal(seal)).toContain('lane 0 9 h\nlane 2 1 -\nlane 10 0 k\n');
  });

  it('is never taken for a checkpoint', () => {
    expect(() => parseCheckpoint(formatSeal(seal))).toThrow();
    expect(() => parseCheckpoint(formatSeal({ ...seal, lanes: {} }))).toThrow();
  });

  it.each([
    ['another day', formatSeal(seal).replace('seal 2026-03-01', 'seal 1 March')],
    ['a leading zero', formatSeal(seal).replace('\n12\n', '\n012\n')],
    ['lanes in another order', formatSeal(seal).replace('lane 0 9 h\nlane 2 1 -', 'lane 2 1 -\nlane 0 9 h')],
    ['no final newline', formatSeal(seal).slice(0, -1)],
  ])('refused: %s', (_name, text) => {
    expect(() => parseSeal(text)).toThrow();
  });
});

describe('the edge of the tree', () => {
  const entries = (count: number) => Array.from({ length: count }, (_, i) => Buffer.from(String(i)));
  const grown = (count: number) => {
    const edge = Edge.empty();
    const completed = entries(count).flatMap((entry) => edge.append(entry));
    return { edge, completed };
  };

  it.each([0, 1, 255, 256, 257, 600])('of %i entries has the root, and can be taken up again', (count) => {
    const { edge } = grown(count);
    expect(edge.root()).toEqual(rootOf(entries(count).map(leafHash)));
    const again = Edge.from(edge.size, edge.frontier, edge.objects());
    const more = [edge, again].map((one) => one.append(Buffer.from('more')));
    expect(more[0]).toEqual(more[1]);
    expect(again.root()).toEqual(edge.root());
  });

  it('gives each tile and bundle once, when it is full', () => {
    expect(grown(600).completed.map(({ path }) => path)).toEqual([
      'tile/0/000',
      'tile/entries/000',
      'tile/0/001',
      'tile/entries/001',
    ]);
  });

  it('is refused when an object of it is missing, or has another bit', () => {
    const { edge } = grown(300);
    const objects = edge.objects();
    expect(() => Edge.from(300, edge.frontier, objects.slice(1))).toThrow(/missing/);
    for (const [i, { path, bytes }] of objects.entries()) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(forged.readUInt8(forged.length - 1) ^ 1, forged.length - 1);
      expect(() => Edge.from(300, edge.frontier, objects.with(i, { path, bytes: forged }))).toThrow();
    }
  });
});
