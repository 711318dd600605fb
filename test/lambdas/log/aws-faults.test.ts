/**
 * T1 and T5 for the archiver: every AWS call of its triggers × {throttle, 5xx, denied, timeout not applied, timeout
 * applied, crash after}, over DynamoDB Local and an S3 over HTTP. After the fault one clean sweep must give the very
 * bytes that a run without faults gives, and those the verifier accepts (audit-log.md §7).
 */
import { describe, expect, it, vi } from 'vitest';
import type { Item } from '../../../lambdas/log/lane-row.ts';
import { type AwsCall, FAULT_NAMES, type FaultName, noFault, strikeAt, withFaults } from '../../dynamodb/aws-faults.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { callSites } from './support/call-sites.ts';
import { laneWriter } from './support/lane-rows.ts';
import {
  coldStart,
  context,
  fingerprint,
  incidents,
  keepState,
  logObjects,
  putLanes,
  recordsOf,
  register,
  restore,
  type State,
  verifyLog,
} from './support/stored-archive.ts';

const at = handClock();
const DAY = 24 * 60;
/** Site and fault of every call that was struck. */
const struck = new Set<string>();
let kills = 0;
let runs = 0;

interface Scenario {
  readonly scope: string;
  readonly start: State;
  /** When the struck trigger runs, and when the sweep after it: minutes. */
  readonly minutes: readonly [number, number];
  /** What the stream would bring again: a failure of the whole, or of some records. */
  readonly run: () => Promise<{ batchItemFailures: unknown[] } | undefined>;
  /** Whether each call meets all six faults. */
  readonly thorough?: true;
  /** The clean run that follows. */
  readonly after?: () => Promise<unknown>;
  /** What the verifier finds in the end, beside an outcome that is as signed. */
  readonly marked?: readonly string[];
  /** What a person was told of, whatever was struck. */
  readonly told?: readonly string[];
}

/** Whatever the archiver's stores call; locks of holds, and the folders that the reconciler lists, are not its own. */
const CALLS = /^lambdas\/(log\/(lane|log)-store|shared\/aws\/(s3|sns|log-key))\.ts$/;

/** The faults that leave nothing behind: all of them where the log reaches an edge, and where
 * a line is first met; elsewhere one at each call, in turn. */
const LOST = FAULT_NAMES.filter((name) => !/applied$|after$/.test(name) || name === 'timeout, not applied');
const isDue = (thorough: boolean, number: number, name: FaultName): boolean =>
  thorough || process.env.HALE_FAULTS === 'all' || !LOST.includes(name) || LOST[number % LOST.length] === name;

let scopes = 0;
const newScope = (): string => `org_01JD00000000000000000000${String(++scopes).padStart(2, '0')}`;

async function sweep(): Promise<undefined> {
  const { sweepLanes } = await coldStart();
  await sweepLanes({}, context);
}

const lane = (scope: string, number: number, count: number): Item[] => {
  const writer = laneWriter(number, scope);
  writer.add(count, 1_760_000_000_000 + number);
  return writer.items;
};

/** Archives the first rows without fault, then puts the others. */
async function begin(scope: string, first: readonly Item[], then: readonly Item[]): Promise<State> {
  await restore();
  await putLanes(first);
  await register([scope, [0, 1]]);
  if (first.length > 0) await sweep();
  const start = await keepState();
  await putLanes(then);
  return start;
}

const ring = (rows: readonly Item[]) => async () => {
  const { archiveEvents } = await coldStart();
  return archiveEvents({ Records: recordsOf(rows) }, context);
};

/** Two lanes of which the first rows are archived; then the stream brings the others. */
async function grown(before: number, count: number): Promise<Scenario> {
  const scope = newScope();
  const lanes = [0, 1].map((number) => lane(scope, number, count));
  const rest = lanes.flatMap((items) => items.slice(before));
  const start = await begin(
    scope,
    lanes.flatMap((items) => items.slice(0, before)),
    rest,
  );
  return { scope, start, minutes: [2, 4], run: ring(rest) };
}

/** A row that is no event, rows that are missing, and one that came late. */
async function damaged(): Promise<Scenario> {
  const scope = newScope();
  const [items, others] = [lane(scope, 0, 20), lane(scope, 1, 4)];
  const [late, gone] = [items.slice(5, 6), items.slice(14, 15)];
  const poisoned = items.map((item, seq) => (seq === 12 ? { ...item, public: { N: '1' } } : item));
  const then = poisoned.slice(10).filter(({ sk }) => sk?.N !== gone[0]?.sk?.N);
  const start = await begin(scope, [...items.slice(0, 5), ...items.slice(6, 10), ...others], [...late, ...then]);
  const marked = ['log.missing_rows 5', 'log.late_row 5', 'log.opaque_row 12', 'log.missing_rows 14'];
  return {
    scope,
    start,
    minutes: [2, 4],
    run: ring([...late, ...then]),
    marked,
    told: ['row not readable as an event'],
  };
}

/** A day later nothing is new, and the bundle that the edge comes from has expired: checkpoint and seal of the sweeper. */
async function idle(): Promise<Scenario> {
  const scope = newScope();
  const items = lane(scope, 0, 300);
  const [first, then] = [items.slice(0, 290), items.slice(290)];
  await begin(scope, first, then);
  at(0.5);
  await ring(then)();
  const { buckets, control } = await keepState();
  const live = [...(buckets.get('live') ?? [])].filter(([key]) => !key.startsWith('staging/'));
  const start = { control, buckets: new Map([...buckets, ['live', new Map(live)]]) };
  return { scope, start, minutes: [DAY, DAY + 2], run: sweep };
}

/** A row of the registry that names no lane, and a row that no lane leads to: told once, and kept as evidence. */
async function foreign(): Promise<Scenario> {
  const scope = newScope();
  const items = lane(scope, 0, 10);
  const start = await begin(scope, items.slice(0, 5), items.slice(5));
  const stray: Item = { pk: { S: `${scope}#7` }, sk: { N: '0' } };
  await register([scope, [0, 1]], ['nobody', [0]]);
  const told = ['registry row that names no lane', 'row of a lane that is not registered'];
  const run = async () => {
    const { archiveEvents, sweepLanes } = await coldStart();
    const batch = await archiveEvents({ Records: recordsOf([...items.slice(5), stray]) }, context);
    await sweepLanes({}, context);
    return batch;
  };
  return { scope, start, minutes: [2, 4], run, told };
}

/** A log with a new checkpoint, which the directory takes up, signs and seals. */
async function listed(): Promise<Scenario> {
  const scope = newScope();
  const start = await begin(scope, lane(scope, 0, 5), []);
  const publish = async () => {
    vi.resetModules();
    const { handler } = await import('../../../lambdas/log/publish-directory/handler.ts');
    await handler({}, context);
    return undefined;
  };
  return { scope, start, minutes: [2, 2], run: publish, after: publish };
}

const SCENARIOS: Readonly<Record<string, () => Promise<Scenario>>> = {
  'a log that begins': () => grown(0, 10),
  'a log that reaches the edge of a tile': async () => ({ ...(await grown(120, 128)), thorough: true }),
  'rows that are no events, missing and late': damaged,
  'an idle log without its staging bundle': idle,
  'rows that nobody should have written': foreign,
  'a directory that begins': listed,
};

describe.each(Object.entries(SCENARIOS))('%s', (_, make) => {
  let scenario: Scenario;
  let expected: Record<string, string>;
  let clean: readonly AwsCall[];

  async function expectWhole(): Promise<void> {
    const { logs, differences } = await verifyLog(scenario.scope);
    expect(logs[0]?.marked.map(({ type, seq }) => `${type} ${seq}`) ?? []).toEqual(scenario.marked ?? []);
    expect(differences.slice(scenario.marked ? 1 : 0)).toEqual([]);
  }

  it('without faults', async () => {
    scenario = await make();
    await restore(scenario.start);
    at(scenario.minutes[0]);
    clean = (await withFaults(noFault, scenario.run)).calls;
    at(scenario.minutes[1]);
    await (scenario.after ?? sweep)();
    expected = fingerprint(scenario.scope);
    await expectWhole();
    for (const subject of scenario.told ?? []) expect(incidents).toContain(subject);
  });

  it.each(FAULT_NAMES)(
    'each call: %s',
    async (name: FaultName) => {
      for (const { number, site: place } of clean) {
        if (struck.has(`${place} ${name}`) && !isDue(scenario.thorough === true, number, name)) continue;
        await restore(scenario.start);
        at(scenario.minutes[0]);
        const { value, calls } = await withFaults(strikeAt(number, name), () =>
          scenario.run().catch(() => ({ batchItemFailures: ['all'] })),
        );
        const { command, site } = calls[number] ?? {};
        struck.add(`${site} ${name}`);
        runs++;
        if (name === 'crash after') {
          kills++;
          const signed = [...logObjects(scenario.scope).keys()].some((path) => path.startsWith('checkpoints/'));
          if (signed && !scenario.marked) expect((await verifyLog(scenario.scope)).differences).toEqual([]);
        }
        at(scenario.minutes[1]);
        if (value && value.batchItemFailures.length > 0) await scenario.run();
        await (scenario.after ?? sweep)();
        expect(fingerprint(scenario.scope), `call ${number}, ${command} at ${site}`).toEqual(expected);
        for (const subject of scenario.told ?? []) expect(incidents, `call ${number}, ${site}`).toContain(subject);
      }
    },
    120_000,
  );
});

describe('the calls of the archiver', () => {
  it('are struck by every fault, all of them', () => {
    const sites = callSites(CALLS, ['putLegalHold', 'listFolders']);
    const missing = sites.flatMap((site) =>
      FAULT_NAMES.filter((name) => !struck.has(`${site} ${name}`)).map((name) => `${site} ${name}`),
    );
    console.log(
      `T1, archiver: ${runs} runs at ${sites.length} call sites × ${FAULT_NAMES.length} faults, ${missing.length} not covered, 0 lost, 0 duplicated`,
    );
    console.log(
      `T5, archiver: killed at each of ${kills} calls of ${Object.keys(SCENARIOS).length} flows: before or after, never between`,
    );
    expect(missing).toEqual([]);
  });
});
