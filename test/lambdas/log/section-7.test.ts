/**
 * The faults of audit-log.md §7 that are no single call: what S3 answers on the wire, a key that does not sign, records
 * that come thrice and in any order, archivers that race, clocks that go backwards, a function that ends without having
 * done anything. Real triggers and stores; the oracle is the verifier, and the bytes of a run without faults.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../lambdas/log/lane-row.ts';
import { type Fault, withFaults } from '../../dynamodb/aws-faults.ts';
import { handClock } from '../../dynamodb/clock.ts';
import type { WireFault } from '../../dynamodb/s3.ts';
import { laneWriter } from './support/lane-rows.ts';
import {
  coldStart,
  context,
  fingerprint,
  incidents,
  logObjects,
  putLanes,
  recordsOf,
  register,
  restore,
  s3,
  verifyLog,
} from './support/stored-archive.ts';

const at = handClock();
const MINUTE = 60_000;

let scopes = 0;
const newScope = (): string => `org_01JD00000000000000000007${String(++scopes).padStart(2, '0')}`;

const lane = (scope: string, number: number, count: number): Item[] => {
  const writer = laneWriter(number, scope);
  writer.add(count, 1_760_000_000_000 + number);
  return writer.items;
};

/** Rows in two lanes, nothing archived. */
async function begin(count: number): Promise<{ scope: string; rows: Item[] }> {
  const scope = newScope();
  const rows = [0, 1].flatMap((number) => lane(scope, number, count));
  await restore();
  await putLanes(rows);
  await register([scope, [0, 1]]);
  return { scope, rows };
}

const ring = async (rows: readonly Item[]) => {
  const { archiveEvents } = await coldStart();
  return archiveEvents({ Records: recordsOf(rows) }, context);
};
const sweep = async () => {
  const { sweepLanes } = await coldStart();
  await sweepLanes({}, context);
};

/** What one run without faults, and one sweep after it, make of the rows. */
async function cleanBytes(scope: string, rows: readonly Item[]): Promise<Record<string, string>> {
  at(0);
  await ring(rows);
  at(2);
  await sweep();
  return fingerprint(scope);
}

async function expectExactly(scope: string, entries: number): Promise<void> {
  const { differences, logs } = await verifyLog(scope);
  expect(differences).toEqual([]);
  expect(logs).toMatchObject([{ entries, signed: entries, content: { events: entries } }]);
}

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  let state = seed;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return list
    .map((value) => ({ value, order: next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
};

describe('what S3 answers on the wire', () => {
  const ANSWERS: Readonly<Record<string, { readonly fault: WireFault; readonly times: number }>> = {
    'nothing, and the SDK tries again': { fault: 'lost', times: 1 },
    'nothing, though it was written: the next try finds the own object (412)': { fault: 'applied and lost', times: 1 },
    '409: another writer is at it': { fault: { status: 409, code: 'ConditionalRequestConflict' }, times: 3 },
    '503 for as long as the SDK tries': { fault: { status: 503, code: 'ServiceUnavailable' }, times: 3 },
    '500, though it was written': { fault: { status: 500, code: 'InternalError', applied: true }, times: 3 },
  };

  it.each(Object.entries(ANSWERS))(
    '%s',
    async (_, { fault, times }) => {
      const { scope, rows } = await begin(130);
      let calls = 0;
      s3.fault = () => void calls++;
      const expected = await cleanBytes(scope, rows);
      await expectExactly(scope, rows.length);
      for (let number = 0; number < calls; number++) {
        await restore();
        let seen = 0;
        let struck: string | undefined;
        let left = times;
        s3.fault = ({ method, bucket, key }) => {
          const name = `${method} ${bucket} ${key}`;
          if (seen++ === number) struck = name;
          return name === struck && left-- > 0 ? fault : undefined;
        };
        at(0);
        await ring(rows).catch(() => undefined);
        s3.fault = undefined;
        at(2);
        await sweep();
        expect(fingerprint(scope), struck).toEqual(expected);
      }
    },
    120_000,
  );
});

describe('a key that does not sign', () => {
  it.each(['ThrottlingException', 'AccessDeniedException', 'DisabledException'])(
    '%s: events are archived all the while, a person is told, and the checkpoint follows when it is back',
    async (name) => {
      const scope = newScope();
      const rows = lane(scope, 0, 40);
      await restore();
      await register([scope, [0]]);
      const failing: Fault = async ({ command }, run) => {
        if (command === 'SignCommand')
          throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
        return run();
      };
      for (let minute = 0; minute < 20; minute += 5) {
        at(minute);
        const new10 = rows.slice(minute * 2, minute * 2 + 10);
        await putLanes(new10);
        const { value } = await withFaults(failing, () => ring(new10));
        expect(value).toEqual({ batchItemFailures: [] });
      }
      expect([...logObjects(scope).keys()].filter((path) => path.startsWith('segments/'))).toHaveLength(4);
      expect([...logObjects(scope).keys()].filter((path) => path.startsWith('checkpoints/'))).toEqual([]);
      expect(incidents).toContain('checkpoint overdue');
      at(21);
      await sweep();
      await expectExactly(scope, 40);
    },
  );
});

describe('delivery', () => {
  it('tripled, shuffled and cut anywhere gives the bytes of one delivery in order', async () => {
    const { scope, rows } = await begin(150);
    const expected = await cleanBytes(scope, rows);
    for (const seed of [1, 2, 3]) {
      await restore();
      at(0);
      const all = shuffled([...rows, ...rows, ...rows], seed);
      for (let from = 0; from < all.length; from += 100 + seed) await ring(all.slice(from, from + 100 + seed));
      at(2);
      await sweep();
      expect(fingerprint(scope), `seed ${seed}`).toEqual(expected);
    }
  });

  it('interleaved with commits, late, twice and never: the sweeper brings what no record told of', async () => {
    const { scope, rows } = await begin(0);
    const lanes = [0, 1].map((number) => lane(scope, number, 120));
    for (let round = 0; round < 12; round++) {
      at(round);
      const next = lanes.flatMap((items) => items.slice(round * 10, round * 10 + 10));
      await putLanes(next);
      rows.push(...next);
      if (round % 3 !== 2) await ring(shuffled(rows, round).slice(0, 30));
    }
    at(20);
    await sweep();
    await expectExactly(scope, 240);
  });

  it('of nothing is no failure', async () => expect(await ring([])).toEqual({ batchItemFailures: [] }));
});

describe('archivers that race', () => {
  const jitter: Fault = async (_call, run) => {
    await sleep(Math.random() * 6);
    return run();
  };
  const racing = (run: () => Promise<unknown>) => withFaults(jitter, run).catch(() => undefined);

  it('over the same rows, stream and sweeper at once: the bytes of one', async () => {
    const { scope, rows } = await begin(200);
    const expected = await cleanBytes(scope, rows);
    for (let round = 0; round < 3; round++) {
      await restore();
      at(0);
      await Promise.all([racing(() => ring(rows)), racing(sweep), racing(() => ring(rows)), racing(sweep)]);
      at(2);
      await sweep();
      expect(fingerprint(scope)).toEqual(expected);
    }
  });

  it('while the lanes grow: every row once', async () => {
    const { scope } = await begin(0);
    const lanes = [0, 1].map((number) => lane(scope, number, 90));
    const writing = async () => {
      for (let from = 0; from < 90; from += 9) for (const items of lanes) await putLanes(items.slice(from, from + 9));
    };
    const archiving = async () => {
      for (let round = 0; round < 4; round++) await racing(sweep);
    };
    at(0);
    await Promise.all([writing(), archiving(), archiving()]);
    at(5);
    await sweep();
    await expectExactly(scope, 180);
  });
});

describe('clocks that go backwards', () => {
  it('of writers: a lane keeps its order, whatever times its events carry', async () => {
    const scope = newScope();
    const writer = laneWriter(0, scope);
    for (const hours of [5, 3, 4, 1]) writer.add(20, 1_760_000_000_000 + hours * 60 * MINUTE);
    await restore();
    await putLanes([...writer.items, ...lane(scope, 1, 30)]);
    await register([scope, [0, 1]]);
    at(0);
    await sweep();
    await expectExactly(scope, 110);
  });

  it('of the archiver: it goes on archiving, and signs again when its clock stands a minute off', async () => {
    const scope = newScope();
    const rows = lane(scope, 0, 60);
    await restore();
    await register([scope, [0]]);
    for (const [round, minute] of [600, 590, 0, -24 * 60, 601].entries()) {
      at(minute);
      await putLanes(rows.slice(round * 12, round * 12 + 12));
      await sweep();
      expect(logObjects(scope).has(`checkpoints/${String(round * 12 + 12).padStart(16, '0')}`)).toBe(true);
    }
    await expectExactly(scope, 60);
  });
});

describe('a function that ends without having done anything', () => {
  const noTime = { getRemainingTimeInMillis: () => 0 } as Context;

  it('says success, and the stream goes on: the sweeper archives every scope, in as many turns as it needs', async () => {
    await restore();
    const logs = await Promise.all(
      Array.from({ length: 9 }, async () => {
        const scope = newScope();
        const rows = lane(scope, 0, 10);
        await putLanes(rows);
        return { scope, rows };
      }),
    );
    await register(...logs.map(({ scope }) => [scope, [0]] as const));
    const { archiveEvents, sweepLanes } = await coldStart();
    const Records = recordsOf(logs.flatMap(({ rows }) => rows));
    expect(await archiveEvents({ Records }, noTime)).toEqual({ batchItemFailures: [] });
    const archived = () => logs.filter(({ scope }) => logObjects(scope).size > 0).length;
    expect(archived()).toBeLessThan(9);
    for (let turn = 0; turn < 100 && archived() < 9; turn++) await sweepLanes({}, noTime);
    at(2);
    await sweep();
    for (const { scope } of logs) await expectExactly(scope, 10);
  });
});
