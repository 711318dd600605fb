/**
 * Receivers that fail, hang, flap and lie: nothing is left out, nothing is out of order, and no stream waits for
 * another's destination.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeOrganization } from '../../dynamodb/people.ts';
import { answerWith, type Behaviour, type Received, type Receiver } from '../../https-receiver.ts';
import {
  act,
  archive,
  bodiesOf,
  healthOf,
  indexesOf,
  logSize,
  makeCustomer,
  makeStream,
  pass,
  receiverAt,
  ring,
  sweep,
  type Taken,
  time,
} from './streaming.ts';

const range = (size: number) => Array.from({ length: size }, (_, i) => i);

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeCustomer();
  await act(clinic, 8);
  await archive();
});

/** What a receiver really took, by its own account. */
interface Account {
  readonly taken: Taken['events'][number][];
  readonly behaviour: (misbehave: (n: number) => Behaviour | number | undefined) => Behaviour;
}
function accountOf(): Account {
  const taken: Account['taken'] = [];
  let n = 0;
  return {
    taken,
    behaviour: (misbehave) => (received, response, socket) => {
      const bad = misbehave(n++);
      const { events }: Taken = JSON.parse(String(received.body));
      if (typeof bad === 'function') return bad(received, response, socket);
      const some = events.slice(0, bad ?? events.length);
      taken.push(...some);
      response.writeHead(200).end(JSON.stringify(bad === undefined ? {} : { taken: some.length }));
    },
  };
}

/** Until it is healthy, with the time of each back-off passed. */
async function settle(streamId: string, most = 40): Promise<void> {
  for (let i = 0; i < most; i++) {
    await sweep();
    if ((await healthOf(clinic, streamId)).status === 'healthy') return;
    await pass(streamId);
  }
  throw new Error(`still ${JSON.stringify(await healthOf(clinic, streamId))}`);
}
const remove = (id: string) => client(clinic.secret)('DELETE /v1/audit-streams/{id}', { params: { id } });

let made = 0;
const newReceiver = (): Promise<Receiver> => receiverAt(`hostile-${++made}.example`);

const drip: Behaviour = (_, response) => {
  const timer = setInterval(() => response.write(' '), 100);
  response.on('close', () => clearInterval(timer));
};

const breakOff: Behaviour = (_received, _response, socket) => {
  socket.destroy();
};

describe('a receiver that', () => {
  it.each<readonly [string, (n: number) => Behaviour | number | undefined]>([
    ['fails five times, each otherwise', (n) => [500, 401, 302, 429, 503].map((status) => answerWith(status))[n]],
    ['hangs, then drips, then breaks off', (n) => [() => {}, drip, breakOff][n]],
    ['flaps', (n) => (n % 2 === 0 && n < 8 ? answerWith(503) : undefined)],
    ['lies with 200 and an error in its body', (n) => (n < 2 ? answerWith(200, '{"error":"disk full"}') : undefined)],
    ['takes a part of what it is sent', (n) => (n < 6 ? 2 : undefined)],
    ['takes one at a time and fails in between', (n) => (n % 2 ? 1 : n < 20 ? answerWith(500) : undefined)],
  ])('%s gets every entry, in order', async (_name, misbehave) => {
    const [account, receiver] = [accountOf(), await newReceiver()];
    receiver.behave(account.behaviour(misbehave));
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    await settle(stream.id);
    const indexes = indexesOf(account.taken, clinic.projectId);
    expect(indexes).toEqual(range(await logSize(clinic.projectId)));
    await remove(stream.id);
  });

  it('takes a batch and loses its answer gets it again, and nothing is left out', async () => {
    const [account, receiver] = [accountOf(), await newReceiver()];
    receiver.behave((received, response, socket) => {
      const isFirst = receiver.received.length === 1;
      account.taken.push(...(JSON.parse(String(received.body)) as Taken).events);
      if (isFirst) socket.destroy();
      else response.writeHead(200).end();
    });
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    await settle(stream.id);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).toBe(ids[1]);
    expect([...new Set(indexesOf(account.taken, clinic.projectId))]).toEqual(range(await logSize(clinic.projectId)));
    await remove(stream.id);
  });

  it('refuses one entry holds up that log alone, until somebody sends the stream past it', async () => {
    const organization = await makeOrganization(clinic);
    const receiver = await newReceiver();
    const isPoison = ({ body }: Received) =>
      (JSON.parse(String(body)) as Taken).scope === clinic.projectId && /"index":3[,}]/.test(String(body));
    receiver.behave((received, response) => void response.writeHead(isPoison(received) ? 400 : 200).end());
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    for (let i = 0; i < 3; i++) {
      await sweep();
      await pass(stream.id);
    }
    const taken = () =>
      bodiesOf(receiver)
        .filter((_, i) => !isPoison(receiver.received[i] ?? expect.fail()))
        .flatMap(({ events }) => events);
    expect(indexesOf(taken(), clinic.projectId)).toEqual([0, 1, 2]);
    expect(indexesOf(taken(), organization)).toEqual(range(await logSize(organization)));
    expect(await healthOf(clinic, stream.id)).toMatchObject({ last_failure: { code: 'rejected', status: 400 } });
    const skip = await client(clinic.secret)('POST /v1/audit-streams/{id}/replay', {
      params: { id: stream.id },
      body: { from_index: 4 },
    });
    expect(skip.status).toBe(202);
    await archive();
    await settle(stream.id);
    expect(indexesOf(taken(), clinic.projectId)).toEqual(range(await logSize(clinic.projectId)).filter((i) => i !== 3));
    await remove(stream.id);
  });
});

describe('logs that are refused', () => {
  const scopeOf = ({ body }: Received) => (JSON.parse(String(body)) as Taken).scope;

  it('are told of though others are taken, and recover when they are taken themselves', async () => {
    const customer = await makeCustomer();
    const receiver = await newReceiver();
    receiver.behave((received, response) => {
      response.writeHead(scopeOf(received) === customer.projectId ? 400 : 200).end();
    });
    const stream = await makeStream(customer, { type: 'https', url: receiver.url });
    const told = async () => {
      const events = await eventsOf(customer.projectId);
      return events.filter(({ target, type }) => target.id === stream.id && /failing|recovered/.test(type));
    };
    for (let i = 0; i < 7; i++) {
      const organization = await makeOrganization(customer);
      await archive();
      await sweep();
      expect(receiver.received.map(scopeOf)).toContain(organization);
    }
    const bell = await makeOrganization(customer);
    await archive();
    await ring(bell, customer.projectId);
    expect(scopeOf(receiver.received.at(-1) ?? expect.fail())).toBe(bell);
    expect(await told()).toMatchObject([
      { type: 'audit_stream.failing', reason: 'rejected', detail: { failures: 6, status: 400 } },
    ]);
    expect(await healthOf(customer, stream.id)).toMatchObject({ status: 'failing', failures: 7 });
    receiver.behave(answerWith(200));
    await sweep();
    expect(await told()).toMatchObject([
      { type: 'audit_stream.failing' },
      { type: 'audit_stream.recovered', detail: { failures: 7 } },
    ]);
    await client(customer.secret)('DELETE /v1/audit-streams/{id}', { params: { id: stream.id } });
  });

  it('stop no others, however many they are, and each is tried again', async () => {
    const { listLogs } = await import('../../../lambdas/audit/log-owner-store.ts');
    const customer = await makeCustomer();
    for (let i = 0; i < 6; i++) await makeOrganization(customer);
    const receiver = await newReceiver();
    const stream = await makeStream(customer, { type: 'https', url: receiver.url });
    await archive();
    const logs = (await listLogs()).get(customer.projectId) ?? expect.fail();
    const refused = logs.slice(0, 4);
    receiver.behave((received, response) => {
      response.writeHead(refused.includes(scopeOf(received)) ? 400 : 200).end();
    });
    for (let i = 0; i < 3; i++) {
      await sweep();
      await pass(stream.id);
    }
    expect(new Set(receiver.received.map(scopeOf))).toEqual(new Set(logs));
    receiver.received.length = 0;
    for (let i = 0; i < 2; i++) {
      await sweep();
      await pass(stream.id);
    }
    expect(new Set(receiver.received.map(scopeOf))).toEqual(new Set(refused));
    await client(customer.secret)('DELETE /v1/audit-streams/{id}', { params: { id: stream.id } });
  });
});

describe('streams that have much to send', () => {
  it('give way: in a run that is too short for them, each stream is sent something', async () => {
    const receiver = await newReceiver();
    receiver.behave(answerWith(200, '{"taken":1}'));
    const streams: string[] = [];
    const customers = [await makeCustomer(), await makeCustomer()];
    for (const customer of customers)
      for (let i = 0; i < 10; i++) streams.push((await makeStream(customer, { type: 'https', url: receiver.url })).id);
    for (const customer of customers) await act(customer, 20);
    await archive();
    let left = 60_000;
    await sweep({ ...time(), getRemainingTimeInMillis: () => (left -= 200) });
    expect(new Set(bodiesOf(receiver).map(({ stream_id }) => stream_id))).toEqual(new Set(streams));
    for (const customer of customers)
      for (const id of streams) await client(customer.secret)('DELETE /v1/audit-streams/{id}', { params: { id } });
  });
});

describe('a dead destination', () => {
  it('costs others nothing', async () => {
    const dead = await Promise.all(Array.from({ length: 6 }, newReceiver));
    for (const one of dead) one.behave(() => {});
    const good = await newReceiver();
    good.behave(answerWith(200));
    const streams = [];
    for (const receiver of [...dead, good])
      streams.push(await makeStream(clinic, { type: 'https', url: receiver.url }));
    await archive();
    const arrived = new Promise<number>((resolve) => {
      good.behave((_, response) => {
        resolve(dead.filter(({ received }) => received.length > 0).length);
        response.writeHead(200).end();
      });
    });
    let over = false;
    const swept = sweep().then(() => {
      over = true;
    });
    await arrived;
    expect(over).toBe(false);
    await swept;
    expect(
      indexesOf(
        bodiesOf(good).flatMap(({ events }) => events),
        clinic.projectId,
      ),
    ).toEqual(range(await logSize(clinic.projectId)));
    // In its back-off it is not called at all, though the log grows and doorbells ring.
    const calls = dead.map(({ connections }) => connections);
    await act(clinic);
    await archive();
    await ring(clinic.projectId);
    await sweep();
    expect(dead.map(({ connections }) => connections)).toEqual(calls);
    expect(calls).toEqual(dead.map(() => 1));
    for (const stream of streams) await remove(stream.id);
  });

  it('is told of in the log after six failures, and again when it works', async () => {
    const receiver = await newReceiver();
    receiver.behave(answerWith(503));
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    for (let i = 0; i < 7; i++) {
      await sweep();
      await pass(stream.id);
    }
    const told = async () => {
      const events = await eventsOf(clinic.projectId);
      return events.filter(({ target, type }) => target.id === stream.id && /failing|recovered/.test(type));
    };
    expect(await told()).toMatchObject([
      {
        type: 'audit_stream.failing',
        outcome: 'failure',
        reason: 'server_error',
        detail: { failures: 6, status: 503 },
      },
    ]);
    expect(await healthOf(clinic, stream.id)).toMatchObject({ status: 'failing', failures: 7 });
    receiver.behave(answerWith(200));
    await settle(stream.id);
    expect(await told()).toMatchObject([
      { type: 'audit_stream.failing' },
      { type: 'audit_stream.recovered', detail: { failures: 7 } },
    ]);
    await remove(stream.id);
  });
});

describe('senders side by side', () => {
  it('send no entry out of order, and leave none out', async () => {
    const [account, receiver] = [accountOf(), await newReceiver()];
    receiver.behave(account.behaviour((n) => (n < 5 ? 2 : undefined)));
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    await Promise.all([ring(clinic.projectId), sweep(), ring(clinic.projectId, clinic.projectId), sweep()]);
    await settle(stream.id);
    expect(indexesOf(account.taken, clinic.projectId)).toEqual(range(await logSize(clinic.projectId)));
    await remove(stream.id);
  });
});
