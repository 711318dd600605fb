/**
 * T5 for containment: whoever carries it out is stopped at each transaction in turn, before it or after it. What was done
 * has its event and its line in the journal, what was not has neither; and the next one to come finishes the rest once.
 */
import { beforeAll, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { type AwsCall, type Fault, type FaultName, strikeAt, withFaults } from '../../dynamodb/aws-faults.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const clients = vi.hoisted(() => ({ down: false }));
vi.mock('../../../lambdas/m2m-client/m2m-client-store.ts', async (original) => {
  const store = await original<typeof import('../../../lambdas/m2m-client/m2m-client-store.ts')>();
  const getM2mClient = async (id: string) =>
    clients.down ? Promise.reject(new Error('down')) : store.getM2mClient(id);
  return { ...store, getM2mClient };
});
vi.mock('../../../lambdas/shared/aws/sns.ts', () => import('./incident-topic.ts'));
const { handler: lookAfter } = await import('../../../lambdas/breach/look-after-breaches/handler.ts');

let clinic: Clinic;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  clinic = await makeClinic();
  api = client(clinic.secret);
});

interface Incident {
  readonly id: string;
  readonly key: string;
  readonly machine: string;
  readonly userId: string;
  readonly colleague: string;
  readonly org: string;
}

async function incident(): Promise<Incident> {
  const body = { title: 'Stolen laptop', summary: 'A laptop was stolen.', discovered_at: '2026-01-02T03:04:05Z' };
  const [opened, key, machine, person, org] = await Promise.all([
    api('POST /v1/admin/breaches', { body }),
    api('POST /v1/api-keys', { body: { name: 'leaked' } }),
    api('POST /v1/m2m-clients', { body: { name: 'batch', scopes: ['read'] } }),
    enrol(clinic),
    makeOrganization(clinic),
  ]);
  const made = await api('POST /v1/users', { body: { email: `${opened.body.id}@clinic.test` } });
  await join({ clinic, userId: made.body.id }, org);
  return {
    id: opened.body.id,
    key: key.body.id,
    machine: machine.body.client_id,
    userId: person.userId,
    colleague: made.body.id,
    org,
  };
}

const contain = ({ id, key, machine, userId, org }: Incident) =>
  request('POST /v1/admin/breaches/{id}/contain', {
    key: clinic.secret,
    params: { id },
    body: {
      api_keys: [key],
      clients: [machine],
      credentials: { users: [userId] },
      lock_accounts: { organizations: [org] },
      sessions: { organizations: [org] },
    },
  });

/** Of each measure: whether it is in effect, is done in the journal, and how often it was told. */
async function state({ id, key, machine, userId, colleague, org }: Incident) {
  const steps = (await rowsOf('identity', `BREACH#${id}`)).filter(({ sk }) => String(sk).startsWith('STEP#'));
  const events = await eventsOf(clinic.projectId);
  const done = (kind: string) => steps.some((step) => step.kind === kind && step.state === 'done');
  const finished = (kind: string) =>
    events.filter(
      ({ type, target, detail }) => type === 'breach.step_finished' && target.id === id && detail?.kind === kind,
    ).length;
  const told = (type: string, target: string) =>
    events.filter((one) => one.type === type && one.target.id === target && one.reason === 'breach').length;
  const rowOf = async (pk: string, sk: string) => (await rowsOf('identity', pk)).find((row) => row.sk === sk);
  const passkeys = (await rowsOf('identity', `USER#${userId}`)).filter(({ sk }) => String(sk).startsWith('PASSKEY#'));
  const lines = {
    api_key: [(await rowOf(`KEY#${key}`, 'KEY')) === undefined, told('api_key.revoked', key)],
    client: [(await rowOf(`CLIENT#${machine}`, 'CLIENT'))?.status === 'revoked', told('client.revoked', machine)],
    lock: [(await rowOf(`USER#${colleague}`, 'USER'))?.status === 'disabled', told('user.updated', colleague)],
    credentials: [passkeys.every(({ status }) => status === 'suspect'), told('user.signed_out', userId)],
    sessions: [(await rowOf(`ORG#${org}`, 'ORG'))?.signed_out_at !== undefined, finished('sessions')],
  } as const;
  return Object.entries(lines).map(([kind, [effect, times]]) => [kind, effect, done(kind), finished(kind), times]);
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
const transactionsIn = (calls: readonly AwsCall[]) =>
  calls.filter(({ command }) => command === 'ExecuteTransactionCommand').length;

test.each(['denied', 'crash after'] as const)(
  'stopped by "%s" at each transaction, it is whole, and is finished once',
  async (fault) => {
    let stopped = 0;
    for (let number = 1; ; number++) {
      const one = await incident();
      const { calls } = await withFaults(strikeTransaction(number, fault), () => contain(one).catch(() => undefined));
      if (transactionsIn(calls) < number) break;
      stopped++;
      const what = `${fault} at transaction ${number}`;
      for (const [kind, effect, done, finished, times] of await state(one))
        expect([what, kind, done, finished, times]).toEqual([what, kind, effect, Number(effect), Number(effect)]);

      // By the clock, if the order is in the journal; else it is ordered again.
      if (number % 2 === 0) await lookAfter({}, { getRemainingTimeInMillis: () => 60_000 });
      expect((await contain(one)).body.state, what).toBe('done');
      for (const line of await state(one)) expect([what, ...line]).toEqual([what, line[0], true, true, 1, 1]);
      const contained = (await eventsOf(clinic.projectId)).filter(
        ({ type, target }) => type === 'breach.contained' && target.id === one.id,
      );
      expect([what, contained.length]).toEqual([what, 1]);
    }
    expect(stopped).toBe(7);
    console.log(
      `T5, containment: ${fault} at ${stopped} transactions: 0 measures half done, 0 left behind, 0 told twice`,
    );
  },
  300_000,
);

test('a measure whose service is down keeps none behind it back, and is done once it is up', async () => {
  const one = await incident();
  const done = async () => (await state(one)).map(([kind, effect, finished]) => [kind, effect, finished]);
  const kinds = ['api_key', 'client', 'lock', 'credentials', 'sessions'];
  clients.down = true;
  await contain(one).catch(() => undefined);
  expect(await done()).toEqual(kinds.map((kind) => [kind, kind !== 'client', kind !== 'client']));
  clients.down = false;
  await lookAfter({}, { getRemainingTimeInMillis: () => 60_000 });
  expect(await done()).toEqual(kinds.map((kind) => [kind, true, true]));
});
