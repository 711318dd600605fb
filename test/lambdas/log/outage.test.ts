/**
 * 100,000 events on 16 lanes, in DynamoDB Local: a stream that is off for 25 hours, by a simulated clock, and T2, the same
 * lanes with one row of a hundred poisoned while archivers are killed and records come again.
 */
import type { Context } from 'aws-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '../../../lambdas/log/lane-row.ts';
import { segmentLines } from '../../../lambdas/log/segment.ts';
import { noFault, strikeAt, withFaults } from '../../dynamodb/aws-faults.ts';
import { handClock, START } from '../../dynamodb/clock.ts';
import { laneWriter } from './support/lane-rows.ts';
import {
  coldStart,
  context,
  logObjects,
  putLanes,
  recordsOf,
  register,
  restore,
  verifyLog,
} from './support/stored-archive.ts';

const at = handClock();
const EVENTS = 100_000;
const LANES = 16;
const HOURS = 25;
/** Half an hour each. */
const STEPS = HOURS * 2;
const PER_STEP = EVENTS / LANES / STEPS;
const SCOPE = 'proj_01JD0000000000000000000000';

const writers = Array.from({ length: LANES }, (_, lane) => laneWriter(lane, SCOPE));
const rows = (): Item[] => writers.flatMap(({ items }) => items);

const placeOf = ({ pk, sk }: Item): string => `${pk?.S?.split('#')[1]}#${sk?.N}`;

/** Every place of a lane that stands in the log, in order, twice where it stands there twice. */
function placesInLog(): string[] {
  const segments = [...logObjects(SCOPE)].filter(([path]) => path.startsWith('segments/')).sort();
  return segments.flatMap(([, bytes]) =>
    segmentLines(bytes).map((line) => {
      const { lane, seq } = JSON.parse((JSON.parse(line) as { leaf: string }).leaf);
      return `${lane}#${seq}`;
    }),
  );
}

const checkpoints = (): string[] => [...logObjects(SCOPE).keys()].filter((path) => path.startsWith('checkpoints/'));

beforeAll(async () => {
  await register([SCOPE, writers.map((_, lane) => lane)]);
});

describe(`a stream that is off for ${HOURS} hours`, () => {
  it(`${EVENTS} events reach the archive by the sweeper alone, each within a tick; then records of a day come again`, async () => {
    let behind = 0;
    for (let step = 0; step < STEPS; step++) {
      const next = writers.flatMap((writer) => {
        writer.add(PER_STEP, START + step * 30 * 60_000);
        return writer.items.slice(-PER_STEP);
      });
      at(step * 30);
      await putLanes(next);
      const { sweepLanes } = await coldStart();
      await sweepLanes({}, context);
      const signed = Number(checkpoints().sort().at(-1)?.split('/')[1]);
      behind = Math.max(behind, (step + 1) * PER_STEP * LANES - signed);
    }
    expect(behind).toBe(0);
    const { differences, logs } = await verifyLog(SCOPE);
    expect(differences).toEqual([]);
    expect(logs).toMatchObject([{ entries: EVENTS, signed: EVENTS, content: { events: EVENTS } }]);

    const objects = logObjects(SCOPE).size;
    const { archiveEvents } = await coldStart();
    const kept = rows().filter(({ sk }) => Number(sk?.N) >= PER_STEP * 2);
    for (const from of [0, 10_000, 90_000]) {
      const batch = await archiveEvents({ Records: recordsOf(kept.slice(from, from + 500)) }, context);
      expect(batch).toEqual({ batchItemFailures: [] });
    }
    expect(logObjects(SCOPE).size).toBe(objects);
    console.log(
      `Outage: stream off for ${HOURS} h, ${EVENTS} events by the sweeper, 0 lost, 0 duplicated, 0 behind after any tick`,
    );
  }, 600_000);
});

/** What stands in place of a row; each in its own way no event. */
const POISON: readonly ((row: Item) => Item)[] = [
  ({ leaf, ...row }) => row,
  (row) => ({ ...row, leaf: { N: '1' } }),
  (row) => ({ ...row, leaf: { S: '{"v":1,' } }),
  (row) => ({ ...row, public: { S: '{"forged":true}' } }),
  (row) => ({ ...row, blocks: { M: { 'no id': { B: Buffer.alloc(4) } } } }),
  (row) => ({ ...row, id: { S: 'evt_other' } }),
  (row) => ({ ...row, leaf: { S: row.leaf?.S?.replace('session.created', 'log.opaque_row') ?? '' } }),
  (row) => ({ ...row, extra: { S: 'x'.repeat(100_000) }, public: { BOOL: true } }),
];

describe('T2', () => {
  it('one row of a hundred poisoned, 5 kills, 3 deliveries twice: none lost, none duplicated', async () => {
    const sound = rows();
    let poisoned = 0;
    const all = sound.map((row) =>
      Number(row.sk?.N) % 100 === 37 ? (POISON[poisoned++ % POISON.length]?.(row) ?? row) : row,
    );
    const poison = all.filter((row, i) => row !== sound[i]);
    await putLanes(poison);
    await restore();
    at(HOURS * 60);
    let short = 0;
    /** Time for some batches, not for all. */
    const hurried = { getRemainingTimeInMillis: () => (short++ % 12 < 8 ? 60_000 : 0) } as Context;
    const Records = recordsOf(all.filter((_, i) => i % 997 === 0));
    const deliver = async (kill?: number) => {
      const { archiveEvents } = await coldStart();
      const run = () => archiveEvents({ Records }, hurried).catch(() => undefined);
      await withFaults(kill === undefined ? noFault : strikeAt(kill, 'crash after'), run);
    };
    for (const kill of [3, 20, 24, 30, 61]) await deliver(kill);
    for (let again = 0; again < 3; again++) await Promise.all([deliver(), deliver()]);
    // The second tick signs what the first one archived after its checkpoint.
    for (const minutes of [2, 4]) {
      at(HOURS * 60 + minutes);
      const { sweepLanes } = await coldStart();
      await sweepLanes({}, context);
    }

    const places = placesInLog();
    const wanted = new Set(all.map(placeOf));
    const lost = wanted.size - new Set(places).size;
    const duplicated = places.length - new Set(places).size;
    const { logs, outcome } = await verifyLog(SCOPE);
    const [log] = logs;
    console.log(
      `T2: ${places.length} events, ${poisoned} poisoned, 5 kills, 3 deliveries twice: ${lost} lost, ${duplicated} duplicated`,
    );
    expect({ lost, duplicated, entries: log?.entries, signed: log?.signed }).toEqual({
      lost: 0,
      duplicated: 0,
      entries: EVENTS,
      signed: EVENTS,
    });
    expect(outcome).not.toBe('as_signed');
    const marked = new Set(log?.marked.map(({ lane, seq }) => `${lane}#${seq}`));
    expect(poison.map(placeOf).filter((place) => !marked.has(place))).toEqual([]);
  }, 600_000);
});
