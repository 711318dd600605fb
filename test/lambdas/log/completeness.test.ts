/** What the reconciler takes for a difference between the archive and the table, and what it does not. */
import { describe, expect, it } from 'vitest';
import { readArchived } from '../../../lambdas/log/archived-row.ts';
import { comparePiece, move, type Positions, rangesOf } from '../../../lambdas/log/completeness.ts';
import type { Item } from '../../../lambdas/log/lane-row.ts';
import { parseLine, segmentLines } from '../../../lambdas/log/segment.ts';
import { SCOPE } from './support/lane-rows.ts';
import { makeWorld, pathsOf, type World } from './support/memory-archive.ts';

const SHARD = 'proj_01JD0000000000000000000000#0';

/** Twelve events in two lanes, of which the archive has all and the table what `change` leaves. */
async function world(): Promise<World> {
  const made = makeWorld();
  made.lane(0).add(8);
  made.lane(1).add(4);
  await made.run();
  return made;
}

function linesOf(from: World) {
  const segments = pathsOf(from, 'segments/').sort();
  return segments.flatMap((path) => segmentLines(from.locked.get(path) ?? Buffer.alloc(0)).map(parseLine));
}

interface Options {
  readonly change?: (lane: Map<string, Item>) => void;
  readonly removed?: readonly number[];
  readonly positions?: Positions;
  readonly without?: readonly number[];
}

function compare(from: World, { change, removed = [], positions = {}, without = [] }: Options = {}) {
  const entries = linesOf(from)
    .map(readArchived)
    .filter(({ index }) => !without.includes(index));
  const tables = [...from.lanes].map(([lane, { items }]) => {
    const rows = new Map(items.map((item) => [item.sk?.N ?? '', item]));
    if (lane === 0) change?.(rows);
    return [lane, rows] as const;
  });
  const ranges = rangesOf(entries, positions);
  const findings = comparePiece({
    scope: SCOPE,
    entries,
    ranges,
    rows: new Map(tables),
    wasToBeRemoved: (lane, seq) => lane === 0 && removed.includes(seq),
    shardOf: () => SHARD,
  });
  return { findings: findings.map(({ kind, lane, seq }) => [kind, lane, seq]), next: move(positions, ranges) };
}

describe('a table that is equal to its archive', () => {
  it('gives nothing, and tells where the lanes stand', async () => {
    expect(compare(await world())).toEqual({ findings: [], next: { 0: 7, 1: 3 } });
  });

  it('may lack what a manifest names', async () => {
    const change = (rows: Map<string, Item>) => [2, 3].forEach((seq) => void rows.delete(String(seq)));
    expect(compare(await world(), { change, removed: [2, 3] }).findings).toEqual([]);
    expect(compare(await world(), { change, removed: [2] }).findings).toEqual([['row_missing', 0, 3]]);
  });

  it('may hold rows that no segment has yet', async () => {
    const from = await world();
    from.lane(0).add(5);
    expect(compare(from).findings).toEqual([]);
  });
});

describe.each<[string, (rows: Map<string, Item>) => void, [string, number, number | string]]>([
  ['a row that is gone', (rows) => rows.delete('3'), ['row_missing', 0, 3]],
  ['another leaf', (rows) => rows.set('3', { ...rows.get('3'), leaf: { S: '{}' } }), ['row_differs', 0, 3]],
  ['another id', (rows) => rows.set('3', { ...rows.get('3'), id: { S: 'evt_1' } }), ['row_differs', 0, 3]],
  ['another public block', (rows) => rows.set('3', { ...rows.get('3'), public: { S: '{}' } }), ['row_differs', 0, 3]],
  ['no sealed blocks', (rows) => rows.set('3', { ...rows.get('3'), blocks: { M: {} } }), ['row_differs', 0, 3]],
  [
    'another index partition',
    (rows) => rows.set('3', { ...rows.get('3'), idx: { S: 'x' } }),
    ['row_not_indexed', 0, 3],
  ],
  ['a row between two', (rows) => rows.set('3.5', { leaf: { S: 'x' } }), ['row_hidden', 0, '3.5']],
])('%s', (_, change, finding) => {
  it('is found', async () => {
    expect(compare(await world(), { change }).findings).toEqual([finding]);
  });
});

describe('the archive itself', () => {
  it('is found to skip a row of a lane, and the row to be hidden', async () => {
    const from = await world();
    const skipped = linesOf(from)
      .map(readArchived)
      .find(({ lane, seq }) => lane === 0 && seq === 3);
    expect(compare(from, { without: [skipped?.index ?? -1] }).findings).toEqual([
      ['lane_gap', 0, 3],
      ['row_hidden', 0, 3],
    ]);
  });

  it('is found not to go on where it was', async () => {
    expect(compare(await world(), { positions: { 1: -1, 0: 2 } }).findings).toContainEqual(['lane_gap', 0, 3]);
  });
});

describe('rows that the archiver marked', () => {
  it('are compared by what was kept of them', async () => {
    const from = makeWorld();
    from.lane(0).add(3);
    from.lane(0).items[1] = { ...from.lane(0).items[1], leaf: { S: 'forged' } };
    await from.run();
    expect(compare(from).findings).toEqual([]);
    const change = (rows: Map<string, Item>) => rows.set('1', { ...rows.get('1'), leaf: { S: 'forged again' } });
    expect(compare(from, { change }).findings).toEqual([['row_differs', 0, 1]]);
  });

  it('a gap is no missing row, and a row that came into it late is no hidden one', async () => {
    const from = makeWorld();
    from.lane(0).add(6);
    const [late] = from.lane(0).items.splice(2, 1);
    await from.run();
    expect(compare(from).findings).toEqual([]);
    if (late) from.lane(0).items.splice(2, 0, late);
    await from.run({ now: new Date('2026-03-02T12:00:00Z') });
    expect(compare(from).findings).toEqual([]);
    const change = (rows: Map<string, Item>) => rows.delete('2');
    expect(compare(from, { change }).findings).toEqual([['row_missing', 0, 2]]);
  });
});
