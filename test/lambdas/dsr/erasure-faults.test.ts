/**
 * T5 for erasures: one caller erases somebody, and a fault strikes each transaction in turn. Whatever the caller is told, the
 * key is destroyed only with its event and after everything else; and once the order is written, the clock finishes it.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  type AwsCall,
  FAULT_NAMES,
  type Fault,
  type FaultName,
  strikeAt,
  withFaults,
} from '../../dynamodb/aws-faults.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic, makeMember } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const { handler: finishErasures } = await import('../../../lambdas/dsr/finish-erasures/handler.ts');

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const somebody = async (): Promise<string> => (await makeMember(clinic)).person.userId;
const erase = (id: string) =>
  request('POST /v1/admin/users/{id}/dsr/erase', { key: clinic.secret, params: { id }, body: { ticket: 'DSR-1' } });

async function state(userId: string) {
  const [rows, orders, events] = await Promise.all([
    rowsOf('identity', `USER#${userId}`),
    rowsOf('identity', 'ERASURES'),
    eventsOf(clinic.projectId),
  ]);
  const done = events.filter(({ target, outcome }) => target.id === userId && outcome === 'success');
  const count = (type: string) => done.filter((event) => event.type === type).length;
  return {
    user: rows.some(({ sk }) => sk === 'USER'),
    key: rows.some(({ sk }) => sk === 'KEY'),
    ordered: orders.some(({ sk }) => sk === userId),
    events: {
      ordered: count('dsr.erasure.ordered'),
      deleted: count('user.deleted'),
      completed: count('dsr.erasure.completed'),
    },
  };
}

/** Nothing, or everything up to a point. */
function expectWhole({ user, key, ordered, events }: Awaited<ReturnType<typeof state>>, what: string): void {
  expect([what, events.deleted, events.completed]).toEqual([what, Number(!user), Number(!key)]);
  expect([what, events.ordered]).toEqual([what, Number(ordered || !key)]);
  if (!key) expect([what, user, ordered]).toEqual([what, false, false]);
}

/** Strikes the transaction of this number, from 1. */
const strikeTransaction = (number: number, name: FaultName): Fault => {
  let seen = 0;
  let strike: Fault | undefined;
  return (call, run) => {
    if (call.command === 'ExecuteTransactionCommand' && ++seen === number) strike = strikeAt(call.number, name);
    return strike ? strike(call, run) : run();
  };
};

const transactionsIn = (calls: readonly AwsCall[]): number =>
  calls.filter(({ command }) => command === 'ExecuteTransactionCommand').length;

describe('a fault at each transaction of an erasure', () => {
  test.each(FAULT_NAMES)(
    '%s leaves something whole, and the clock finishes what was ordered',
    async (fault) => {
      let struck = 0;
      for (let number = 1; ; number++) {
        const userId = await somebody();
        const { calls, value } = await withFaults(strikeTransaction(number, fault), () =>
          erase(userId).catch(() => undefined),
        );
        if (transactionsIn(calls) < number) break;
        struck++;
        const what = `${fault} at transaction ${number}`;
        const found = await state(userId);
        expectWhole(found, what);
        if (value?.status === 200) expect([what, found.key]).toEqual([what, false]);
        await finishErasures();
        const after = await state(userId);
        expectWhole(after, what);
        expect([what, after.key]).toEqual([what, found.events.ordered === 0]);
      }
      expect(struck).toBeGreaterThan(3);
      console.log(
        `T5, erasure: ${fault} at ${struck} transactions: 0 keys destroyed without their event, 0 left behind`,
      );
    },
    300_000,
  );
});
