/** From an act to a SIEM: what is archived is sent in order, signed, closed by a checkpoint, and sent once. */
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { answerWith } from '../../https-receiver.ts';
import { flawsOf } from './ocsf-schema.ts';
import {
  act,
  archive,
  bodiesOf,
  healthOf,
  indexesOf,
  logSize,
  makeCustomer,
  makeStream,
  receiverAt,
  ring,
  stored,
  sweep,
} from './streaming.ts';

const range = (size: number) => Array.from({ length: size }, (_, i) => i);

const EVENTS = Number(process.env.STREAMED_EVENTS ?? 3_000);
const SEGMENT = 1_000;

/** A log of many entries as the archiver leaves it, without the hours that writing them takes. */
async function layLog(scope: string): Promise<void> {
  const { makeLeaf, makePayload } = await import('../../../lambdas/audit/event.ts');
  const { GENESIS, hash } = await import('../../../lambdas/audit/leaf.ts');
  const { newLog } = await import('../../../lambdas/log/archive.ts');
  const { replaceHead } = await import('../../../lambdas/log/log-store.ts');
  const { EMPTY_ROOT } = await import('../../../lambdas/log/merkle.ts');
  const { makeSegment } = await import('../../../lambdas/log/segment.ts');
  const { newEventId } = await import('../../../lambdas/shared/ids.ts');
  const now = new Date();
  const principal = { kind: 'system', projectId: scope, name: 'test' } as const;
  const context = { principal, requestId: 'req_test', ip: undefined, userAgent: undefined, now };
  let prev = GENESIS;
  const entries = range(EVENTS).map((seq) => {
    const id = newEventId(now);
    const target = { type: 'project', id: scope };
    const payload = makePayload(
      id,
      { type: 'audit.events_read', target, detail: { count: seq, filters: {} } },
      context,
      [],
    );
    const leaf = makeLeaf(id, 'audit.events_read', now, { scope, lane: 0, seq, prev }, payload);
    prev = hash(leaf);
    return { kind: 'event' as const, leaf, public: payload.public, blocks: payload.blocks };
  });
  for (let first = 0; first < EVENTS; first += SEGMENT) {
    const { path, bytes } = makeSegment(first, entries.slice(first, first + SEGMENT));
    stored().objects('archive').set(`v1/us-east-1/logs/${scope}/${path}`, bytes);
  }
  await replaceHead({ ...newLog(scope, `auth.test/${scope}`, EMPTY_ROOT), size: EVENTS, version: 1 }, 0);
}

it('brings the whole log to an HTTPS receiver', async () => {
  const clinic = await makeCustomer();
  const receiver = await receiverAt('siem.example', answerWith(200));
  const stream = await makeStream(clinic, { type: 'https', url: `${receiver.url}/in` });
  await act(clinic, 5);
  await archive();
  await sweep();
  const size = await logSize(clinic.projectId);
  const events = bodiesOf(receiver).flatMap((body) => body.events);
  expect(indexesOf(events, clinic.projectId)).toEqual(range(size));
  expect(events.flatMap(flawsOf)).toEqual([]);
  const [first] = bodiesOf(receiver);
  expect(flawsOf(first?.checkpoint)).toEqual([]);
  expect(first?.checkpoint).toMatchObject({ unmapped: { checkpoint: { size } } });
  const { headers, body } = receiver.received[0] ?? expect.fail();
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['authio-signature'])) ?? [];
  expect(v1).toBe(createHmac('sha256', stream.signing_secret).update(`${t}.${body}`).digest('hex'));

  await ring(clinic.projectId);
  await sweep();
  expect(receiver.received).toHaveLength(1);
  expect(await healthOf(clinic, stream.id)).toMatchObject({
    status: 'healthy',
    entries_behind: 0,
    entries_delivered: size,
  });
  await client(clinic.secret)('DELETE /v1/audit-streams/{id}', { params: { id: stream.id } });
});

// Last, for the archiver does not know such a log.
it('sends a long log batch by batch, each index once', async () => {
  const clinic = await makeCustomer();
  await layLog(clinic.projectId);
  const receiver = await receiverAt('long.example', answerWith(200));
  const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
  const began = performance.now();
  for (let i = 0; i < 20 && (await healthOf(clinic, stream.id)).status !== 'healthy'; i++) await sweep();
  const seconds = (performance.now() - began) / 1000;
  const batches = bodiesOf(receiver);
  const indexes = indexesOf(
    batches.flatMap(({ events }) => events),
    clinic.projectId,
  );
  expect(indexes).toEqual(range(EVENTS));
  expect(batches.every(({ count, events }, i) => count === events.length && (i === 0 || count > 0))).toBe(true);
  expect(Math.max(...receiver.received.map(({ body }) => body.byteLength))).toBeLessThan(768 * 1024);
  console.log(
    `SIEM: ${EVENTS} events in ${batches.length} batches, ${Math.round(EVENTS / seconds)} events a second to one destination`,
  );
  await client(clinic.secret)('DELETE /v1/audit-streams/{id}', { params: { id: stream.id } });
});
