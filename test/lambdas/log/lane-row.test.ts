/** The rules by which a row of a lane is an event, or is kept as bytes behind a marker. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, parseLeaf } from '../../../lambdas/audit/leaf.ts';
import { isLate, itemText, judgeGap, judgeLate, judgeRow, LANE_START } from '../../../lambdas/log/lane-row.ts';
import { laneWriter, SCOPE } from './support/lane-rows.ts';

const place = { scope: SCOPE, lane: 0 };
const rows = (count: number) => {
  const lane = laneWriter(0);
  lane.add(count);
  return lane.items;
};

/** Characters that JSON escapes, or that people think it does. */
const awkward = fc.constantFrom('a', 'Z', '0', '"', '\\', '/', '\n', '\u0000', '\u001f', '\u007f', 'é', '\u2028', '😀');

describe('a leaf', () => {
  it('has one spelling: that of RFC 8785', () => {
    fc.assert(
      fc.property(
        fc.record({
          commitment: fc.string({ unit: awkward }),
          id: fc.string({ unit: awkward }),
          lane: fc.nat(),
          prev: fc.string(),
          scope: fc.string({ unit: awkward }),
          seq: fc.maxSafeNat(),
          time: fc.maxSafeNat(),
          type: fc.string(),
          v: fc.constant(1),
        }),
        (leaf) => {
          expect(parseLeaf(canonical(leaf))).toEqual(leaf);
          expect(parseLeaf(`${canonical(leaf)} `)).toBeUndefined();
        },
      ),
    );
  });

  it.each(['', '{}', 'null', '[1]', '{"v":1}', '{"lane":-1}'])('is not %s', (text) => {
    expect(parseLeaf(text)).toBeUndefined();
  });
});

describe('a row', () => {
  it('that follows its predecessor is an event', () => {
    const [first = {}, second = {}] = rows(2);
    const judged = judgeRow(first, place, LANE_START);
    expect(judged.entry.kind).toBe('event');
    expect(judgeRow(second, place, judged.next)).toMatchObject({ entry: { kind: 'event' }, next: { seq: 1 } });
  });

  it.each([
    ['of another lane', { lane: 1 }, {}, /belongs elsewhere/],
    ['of another scope', { scope: 'org_x' }, {}, /belongs elsewhere/],
    ['out of turn', {}, { seq: 5 }, /belongs elsewhere/],
    ['with another predecessor', {}, { hash: 'x' }, /does not follow/],
  ])('%s is kept as bytes', (_name, elsewhere, cursor, reason) => {
    const [first = {}] = rows(1);
    const { entry, next } = judgeRow(first, { ...place, ...elsewhere }, { ...LANE_START, ...cursor });
    expect(entry).toMatchObject({
      type: 'log.opaque_row',
      row: itemText(first),
      reason: expect.stringMatching(reason),
    });
    expect(next.hash).toBeTypeOf('string');
  });

  it('whose id is not that of its leaf is kept as bytes', () => {
    const [first = {}] = rows(1);
    const judged = judgeRow({ ...first, id: { S: 'evt_other' } }, place, LANE_START);
    expect(judged.entry).toMatchObject({ type: 'log.opaque_row', reason: 'the id is not that of the leaf' });
  });

  it.each(['__proto__', '_id', '', 'é', 'a'.repeat(65)])('with a block under "%s", which is no id, is kept', (name) => {
    const [first = {}] = rows(1);
    const blocks = { M: Object.fromEntries([...Object.entries(first.blocks?.M ?? {}), [name, { B: Buffer.of(1) }]]) };
    const { entry } = judgeRow({ ...first, blocks }, place, LANE_START);
    expect(entry).toMatchObject({ type: 'log.opaque_row', reason: 'an attribute is missing or of another type' });
  });

  it('without a leaf leaves the lane open to whatever comes next', () => {
    const [, second = {}] = rows(2);
    const judged = judgeRow({ sk: { N: '0' } }, place, LANE_START);
    expect(judged.next).toEqual({ seq: 0, hash: undefined });
    expect(judgeRow(second, place, judged.next).entry.kind).toBe('event');
  });

  it('of any attributes gives a leaf that hashes them', () => {
    const attribute = fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.integer().map(String) }),
      fc.record({ B: fc.uint8Array() }),
      fc.record({ BOOL: fc.boolean() }),
      fc.record({ L: fc.array(fc.record({ S: fc.string() })) }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 9 }), attribute), (item) => {
        expect(judgeRow(item, place, LANE_START).entry.kind).toBe('marker');
      }),
    );
  });

  it('that is not there has a marker that says up to where', () => {
    const { entry, next } = judgeGap(9, place, { seq: 3, hash: 'x' });
    expect(JSON.parse(entry.leaf)).toMatchObject({ type: 'log.missing_rows', seq: 4, through: 9 });
    expect(next).toEqual({ seq: 9, gaps: [[4, 9]] });
  });

  it('that comes into a gap is kept out of its place, and leaves the rest of the gap open', () => {
    const [first = {}] = rows(1);
    const cursor = { seq: 20, hash: 'x', gaps: [[4, 9] as const, [12, 12] as const] };
    const { entry, next } = judgeLate(6, first, place, cursor);
    expect(JSON.parse(entry.leaf)).toMatchObject({ type: 'log.late_row', seq: 6 });
    const rest = [
      [4, 5],
      [7, 9],
      [12, 12],
    ];
    expect(next).toEqual({ seq: 20, hash: 'x', gaps: rest });
    expect(judgeLate(12, first, place, cursor).next.gaps).toEqual([[4, 9]]);
    expect([3, 4, 9, 10, 12].map((seq) => isLate(seq, cursor))).toEqual([false, true, true, false, true]);
  });
});

it('a lane remembers its newest 200 gaps, however many somebody makes', () => {
  let cursor = LANE_START;
  for (let i = 0; i < 300; i++) cursor = judgeGap(10 * i + 8, place, { ...cursor, seq: 10 * i }).next;
  expect(cursor.gaps).toHaveLength(200);
  const [last] = cursor.gaps?.slice(-1) ?? [];
  expect(last).toEqual([2991, 2998]);
  for (let seq = 2992; seq < 2998; seq += 2) cursor = judgeLate(seq, {}, place, cursor).next;
  expect(cursor.gaps).toHaveLength(200);
  expect(cursor.gaps?.slice(-4)).toEqual([
    [2991, 2991],
    [2993, 2993],
    [2995, 2995],
    [2997, 2998],
  ]);
});
