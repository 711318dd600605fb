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
  sweep,
} from './streaming.ts';

const range = (size: number) => Array.from({ length: size }, (_, i) => i);

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
