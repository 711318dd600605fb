/** What a stream follows: from when, which logs, whose content; and how it is paused, sent back and ended. */
import { beforeAll, describe, expect, it } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { type Clinic, enrol, join, makeOrganization, signIn } from '../../dynamodb/people.ts';
import { answerWith, type Receiver } from '../../https-receiver.ts';
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
  time,
} from './streaming.ts';

const range = (size: number, first = 0) => Array.from({ length: size - first }, (_, i) => first + i);

let clinic: Clinic;
let organization: string;
beforeAll(async () => {
  clinic = await makeCustomer();
  organization = await makeOrganization(clinic);
  const person = await enrol(clinic);
  await join(person, organization);
  await signIn(person, { organization_id: organization }, { ip: '198.51.100.4' });
  await archive();
});

let made = 0;
const newReceiver = (): Promise<Receiver> => receiverAt(`follower-${++made}.example`, answerWith(200));
const eventsAt = (receiver: Receiver) => bodiesOf(receiver).flatMap(({ events }) => events);
const post = (name: 'pause' | 'resume' | 'replay', id: string, body?: object) =>
  client(clinic.secret)(`POST /v1/audit-streams/{id}/${name}`, { params: { id }, ...(body && { body }) });
const remove = (id: string) => client(clinic.secret)('DELETE /v1/audit-streams/{id}', { params: { id } });

describe('a stream', () => {
  it('of an organization has that log and no other', async () => {
    const receiver = await newReceiver();
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url }, { organization_id: organization });
    await archive();
    await sweep();
    await ring(clinic.projectId, organization);
    expect(new Set(bodiesOf(receiver).map(({ scope }) => scope))).toEqual(new Set([organization]));
    expect(indexesOf(eventsAt(receiver), organization)).toEqual(range(await logSize(organization)));
    await remove(stream.id);
  });

  it('has all logs of its project, those of organizations that are gone too, and of no other project', async () => {
    const gone = await makeOrganization(clinic);
    await client(clinic.secret)('DELETE /v1/organizations/{id}', { params: { id: gone } });
    const stranger = await makeCustomer();
    await makeOrganization(stranger);
    const receiver = await newReceiver();
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    await ring(stranger.projectId);
    await sweep();
    const scopes = new Set(bodiesOf(receiver).map(({ scope }) => scope));
    expect(scopes).toEqual(new Set([clinic.projectId, organization, gone]));
    for (const scope of scopes) expect(indexesOf(eventsAt(receiver), scope)).toEqual(range(await logSize(scope)));
    await remove(stream.id);
  });

  it('from now on has nothing that is older than clocks may differ', async () => {
    const { findStart } = await import('../../../lambdas/audit-stream/find-start.ts');
    const size = await logSize(clinic.projectId);
    expect(await findStart(clinic.projectId, size, 0)).toBe(0);
    expect(await findStart(clinic.projectId, size, Date.now() - 3_600_000)).toBe(0);
    expect(await findStart(clinic.projectId, size, Date.now() + 3_600_000)).toBe(size);
    const receiver = await newReceiver();
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url }, { from: 'now' });
    await archive();
    await sweep();
    const made = eventsAt(receiver).find((event) => JSON.stringify(event).includes('audit_stream.created'));
    expect(made).toBeDefined();
    await remove(stream.id);
  });

  it('has network addresses of people only where it was asked for', async () => {
    const [plain, personal] = [await newReceiver(), await newReceiver()];
    const streams = [
      await makeStream(clinic, { type: 'https', url: plain.url }),
      await makeStream(clinic, { type: 'https', url: personal.url }, { include_personal: true }),
    ];
    await archive();
    await sweep();
    const signedIn = (receiver: Receiver) =>
      eventsAt(receiver).find(
        ({ message, unmapped }) =>
          message === 'session.created' && JSON.stringify(unmapped).includes(`auth.test/${organization}`),
      );
    expect(JSON.stringify(eventsAt(plain))).not.toContain('198.51.100.4');
    expect(signedIn(plain)).toMatchObject({ src_endpoint: { name: 'sealed' } });
    expect(signedIn(personal)).toMatchObject({ src_endpoint: { ip: '198.51.100.4' } });
    for (const { id } of streams) await remove(id);
  });
});

describe('pausing', () => {
  it('loses nothing: what came meanwhile is sent when the stream is resumed', async () => {
    const receiver = await newReceiver();
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    await sweep();
    expect((await post('pause', stream.id)).body.status).toBe('paused');
    const before = receiver.received.length;
    await act(clinic, 3);
    await archive();
    await ring(clinic.projectId);
    await sweep();
    expect(receiver.received).toHaveLength(before);
    expect((await healthOf(clinic, stream.id)).status).toBe('paused');
    expect((await post('resume', stream.id)).body.status).toBe('active');
    await archive();
    await sweep();
    expect(indexesOf(eventsAt(receiver), clinic.projectId)).toEqual(range(await logSize(clinic.projectId)));
    await remove(stream.id);
  });

  it('and ending take effect before the next batch of a run', async () => {
    for (const end of [(id: string) => post('pause', id), remove]) {
      const receiver = await newReceiver();
      const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
      receiver.behave(async (_, response) => {
        if (receiver.received.length === 1) await end(stream.id);
        response.writeHead(200).end('{"taken":1}');
      });
      await archive();
      await sweep();
      await sweep();
      expect(receiver.received).toHaveLength(1);
      await remove(stream.id);
    }
  });
});

describe('a replay', () => {
  it('sends the log again from an index, and no other log', async () => {
    const receiver = await newReceiver();
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await archive();
    await sweep();
    receiver.received.length = 0;
    expect((await post('replay', stream.id, { from_index: 2 })).status).toBe(202);
    await archive();
    await sweep();
    expect(indexesOf(eventsAt(receiver), clinic.projectId)).toEqual(range(await logSize(clinic.projectId), 2));
    expect(indexesOf(eventsAt(receiver), organization)).toEqual([]);
    receiver.received.length = 0;
    await post('replay', stream.id, { from_index: 1, organization_id: organization });
    await sweep();
    expect(indexesOf(eventsAt(receiver), organization)).toEqual(range(await logSize(organization), 1));
    receiver.received.length = 0;
    await post('replay', stream.id, { from_time: new Date(Date.now() - 3_600_000).toISOString() });
    await archive();
    await sweep();
    for (const scope of [clinic.projectId, organization])
      expect(indexesOf(eventsAt(receiver), scope)).toEqual(range(await logSize(scope)));
    await remove(stream.id);
  });

  it('begins nowhere but in the log', async () => {
    const receiver = await newReceiver();
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    const stranger = await makeOrganization(await makeCustomer());
    expect((await post('replay', stream.id, { from_index: 1_000_000 })).status).toBe(400);
    expect((await post('replay', stream.id, {})).status).toBe(400);
    expect((await post('replay', stream.id, { from_index: 0, from_time: new Date().toISOString() })).status).toBe(400);
    expect((await post('replay', stream.id, { from_index: 0, organization_id: stranger })).status).toBe(404);
    await remove(stream.id);
  });
});

it('a run that has no time left begins no batch, and the next goes on', async () => {
  const receiver = await newReceiver();
  const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
  await archive();
  await sweep(time(10_000));
  expect(receiver.received).toHaveLength(0);
  await sweep();
  expect(indexesOf(eventsAt(receiver), clinic.projectId)).toEqual(range(await logSize(clinic.projectId)));
  await remove(stream.id);
});
