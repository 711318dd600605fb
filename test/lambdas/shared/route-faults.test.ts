/**
 * T1 for the writers: for each route that writes to the log, and each function of a clock, a stream or an operator that
 * does, one call that succeeds, in a Lambda environment that has just begun; then the same call with a fault at each AWS
 * call that it makes. What the tables hold afterwards is what was there before and whole transactions of the clean call,
 * each with its event: no change without one, no event without its change, and an answer of success only to what was
 * done. Then the tables are put back, and the next fault.
 *
 * Each call that writes meets all six faults, everywhere. A call that reads, or counts, meets one of them on each route,
 * in turn, and all six where its line is first met; HALE_FAULTS=all strikes each with all.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { allRoutes } from '../../dynamodb/api.ts';
import {
  type AwsCall,
  FAULT_NAMES,
  type Fault,
  type FaultName,
  strikeAt,
  withFaults,
} from '../../dynamodb/aws-faults.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { changesBetween, explain, isEvent, look, putBack, type Rows } from '../../dynamodb/ledger.ts';
import { mutations } from '../../dynamodb/mutations.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { triggeredMutations } from '../../dynamodb/triggered-mutations.ts';
import { bearer, call } from '../../dynamodb/world.ts';
import { callSites } from '../log/support/call-sites.ts';

const at = handClock();
let s3: S3;
beforeAll(async () => {
  s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
});
afterAll(() => s3.stop());

const WRITES = /^(ExecuteTransaction|PutItem|PutObject|Publish|SendEmail)Command$/;
const everything = process.env.HALE_FAULTS === 'all';

interface Answer {
  /** Whether the caller was told that it is done. */
  readonly done: boolean;
  readonly told?: unknown;
}
type Send = () => Promise<Answer>;

const cold = async (id: string) => {
  vi.resetModules();
  const file = new URL(`../../../lambdas/${id}/handler.ts`, import.meta.url).pathname;
  return (await import(/* @vite-ignore */ file)).handler;
};

interface Case {
  readonly name: string;
  /** Makes what the call needs. `undefined` where nobody has written that down. */
  readonly prepare: (() => Promise<Send>) | undefined;
}

const requests = mutations(at);
const routes = allRoutes
  .filter(({ contract }) => contract.events.length > 0)
  .map(({ name, id, method, path }): Case => {
    const make = requests[name];
    const prepare = async (asked: NonNullable<typeof make>): Promise<Send> => {
      const { key, ...rest } = await asked();
      return async () => {
        const headers = { ...(key && bearer(key)), ...rest.headers };
        const { status, body } = await call(await cold(id), { ...rest, method, path, headers });
        return { done: status < 400, told: body?.code };
      };
    };
    return { name, prepare: make && (() => prepare(make)) };
  });

const triggers = Object.entries(triggeredMutations(at)).map(
  ([name, make]): Case => ({
    name,
    prepare: async () => {
      const { id, event, again } = await make();
      return async () => {
        const told = await (await cold(id))(event, {
          awsRequestId: 'test',
          getRemainingTimeInMillis: () => 60_000,
        }).catch((error: Error) => ({ error }));
        return { done: !again && !told?.error && !(told?.batchItemFailures?.length > 0), told: told?.error };
      };
    },
  }),
);

const struck = new Set<string>();
const figures = { runs: 0, kills: 0, unaudited: 0, orphans: 0, false: 0 };

/** The clean call, and what each of its transactions did. */
async function record(before: Rows, send: Send) {
  const transactions: string[][] = [];
  const together: string[][] = [];
  let last = before;
  const watching: Fault = async ({ command }, go) => {
    const done = await go();
    if (command !== 'ExecuteTransactionCommand') return done;
    const now = await look();
    const lines = changesBetween(last, now);
    last = now;
    if (lines.length === 0) return done;
    transactions.push(lines);
    together.push(changesBetween(before, now));
    return done;
  };
  const { value, calls } = await withFaults(watching, send);
  return { answer: value, calls, transactions, together };
}

/** Flows that are killed after each of their calls, reads too (T5). */
const CRITICAL = new Set([
  'POST /v1/auth/passkey/register/verify',
  'POST /v1/auth/passkey/login/verify',
  'POST /v1/auth/password/login',
  'POST /v1/auth/step-up/verify',
  'POST /v1/auth/refresh',
  'POST /v1/auth/sign-out',
  'POST /v1/auth/token',
  'POST /v1/approvals/{id}/approve',
  'POST /v1/recovery/requests/{id}/complete/verify',
  'POST /v1/admin/break-glass',
]);

const faultsFor = ({ command, site, number }: AwsCall, flow: string, place: number): FaultName[] =>
  FAULT_NAMES.filter(
    (name, index) =>
      everything ||
      WRITES.test(command) ||
      (name === 'crash after' && CRITICAL.has(flow)) ||
      index === (number + place) % FAULT_NAMES.length ||
      !struck.has(`${site} ${name}`),
  );

async function strikeEach(flow: string, prepare: () => Promise<Send>, place: number): Promise<void> {
  await putBack(new Map(), await look());
  at(0);
  const send = await prepare();
  const before = await look();
  const clean = await record(before, send);
  expect(clean.answer.told).toBeUndefined();
  for (const lines of clean.transactions) expect(lines.filter(isEvent), lines.join(', ')).not.toEqual([]);
  const withChanges = clean.transactions.filter((lines) => !lines.every(isEvent)).flat();
  await putBack(before, await look());
  for (const aws of clean.calls) {
    for (const fault of faultsFor(aws, flow, place)) {
      const { value } = await withFaults(strikeAt(aws.number, fault), send);
      const after = await look();
      const { done, rest } = explain(changesBetween(before, after), clean);
      const found = {
        unaudited: rest.filter((line) => !isEvent(line)),
        orphans: rest.filter((line) => withChanges.includes(line)),
        false: value.done && done < clean.transactions.length,
      };
      figures.runs++;
      if (fault === 'crash after' && CRITICAL.has(flow)) figures.kills++;
      figures.unaudited += found.unaudited.length;
      figures.orphans += found.orphans.length;
      figures.false += Number(found.false);
      struck.add(`${aws.site} ${fault}`);
      const what = `${fault} at call ${aws.number}, ${aws.command} at ${aws.site}`;
      expect(found, what).toEqual({ unaudited: [], orphans: [], false: false });
      await putBack(before, after);
    }
  }
}

const cases = [...routes, ...triggers];

describe('a fault at each AWS call of whatever writes to the log (T1)', () => {
  test('each route that does has a call here', () => {
    expect(routes.filter(({ prepare }) => !prepare).map(({ name }) => name)).toEqual([]);
  });

  test.each(cases.map((one, place) => [one.name, one, place] as const))(
    '%s',
    async (flow, { prepare }, place) => {
      if (!prepare) throw new Error('nobody has written down what this call needs');
      await strikeEach(flow, prepare, place);
    },
    300_000,
  );

  test('meets every line of the writers that calls AWS', () => {
    const sites = callSites(
      /^lambdas\/(shared\/aws\/(dynamodb|kms|ses|transaction)|audit\/lane-store|abuse\/budget-store)\.ts$/,
    );
    const all = sites.flatMap((site) => FAULT_NAMES.map((name) => `${site} ${name}`));
    const missing = all.filter((one) => !struck.has(one));
    const { runs, unaudited, orphans } = figures;
    console.log(
      `T1, writers: ${runs} faults over ${routes.length} routes and ${triggers.length} triggers at ${sites.length} call sites, ${missing.length} not covered: ${unaudited} unaudited changes, ${orphans} events without their change, ${figures.false} false answers`,
    );
    console.log(
      `T5: ${CRITICAL.size} critical flows killed after each of their ${figures.kills} calls: before or after, never between`,
    );
    expect(missing).toEqual([]);
  });
});

describe('what is looked for', () => {
  const whole = ['event user.created success', 'made USER#* USER'];

  test('a change without its event, an event without its change, and half of one are found', () => {
    const clean = { transactions: [whole], together: [whole] };
    expect(explain(whole, clean)).toEqual({ done: 1, rest: [] });
    expect(explain([], clean)).toEqual({ done: 0, rest: [] });
    for (const line of whole) expect(explain([line], clean)).toEqual({ done: 0, rest: [line] });
    expect(explain([...whole, ...whole], clean)).toEqual({ done: 1, rest: whole });
  });
});
