/** The API of streams: who may, what a destination may be, and that no secret ever comes out again. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditStreamKey } from '../../../lambdas/shared/table.ts';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { answerWith } from '../../https-receiver.ts';
import { archive, makeCustomer, makeStream, receiverAt, sweep } from './streaming.ts';

let clinic: Clinic;
let stranger: Clinic;
beforeAll(async () => {
  clinic = await makeCustomer();
  stranger = await makeCustomer();
});

const TOKEN = 'canary-token-5f1e0b77';
const ROLE = 'arn:aws:iam::111122223333:role/hale-stream-audit';
const SPLUNK = { type: 'splunk_hec', url: 'https://splunk.example:8088', token: TOKEN, index: 'main' };
const DATADOG = { type: 'datadog', site: 'datadoghq.eu', api_key: TOKEN };
const S3 = { type: 's3', bucket: 'acme-audit', region: 'eu-central-1', role_arn: ROLE };
const HTTPS = { type: 'https', url: 'https://siem.example/in' };

const create = (destination: object, by = clinic, more: object = {}) =>
  client(by.secret)('POST /v1/audit-streams', { body: { name: 'SIEM', destination, ...more } });
const of = (by: Clinic, id: string) => {
  const api = client(by.secret);
  const params = { id };
  return {
    get: () => api('GET /v1/audit-streams/{id}', { params }),
    patch: (body: object) => api('PATCH /v1/audit-streams/{id}', { params, body }),
    remove: () => api('DELETE /v1/audit-streams/{id}', { params }),
    test: () => api('POST /v1/audit-streams/{id}/test', { params }),
    pause: () => api('POST /v1/audit-streams/{id}/pause', { params }),
    resume: () => api('POST /v1/audit-streams/{id}/resume', { params }),
    replay: () => api('POST /v1/audit-streams/{id}/replay', { params, body: { from_index: 0 } }),
    health: () => api('GET /v1/audit-streams/{id}/health', { params }),
  };
};

describe('a stream', () => {
  it.each([
    ['Splunk', SPLUNK],
    ['Datadog', DATADOG],
    ['S3', S3],
    ['HTTPS', HTTPS],
  ])('to %s is made, listed, shown, changed and ended, each with its event', async (_name, destination) => {
    const made = await create(destination);
    expect(made.status).toBe(201);
    const { id } = made.body;
    const one = of(clinic, id);
    expect((await one.get()).body).toMatchObject({ id, name: 'SIEM', status: 'active', include_personal: false });
    expect((await one.patch({ name: 'SIEM 2', include_personal: true })).body.name).toBe('SIEM 2');
    expect((await one.pause()).body.status).toBe('paused');
    expect((await one.pause()).body.status).toBe('paused');
    expect((await one.resume()).body.status).toBe('active');
    const listed = await client(clinic.secret)('GET /v1/audit-streams');
    expect(listed.body.data.map((stream: { id: string }) => stream.id)).toEqual([id]);
    expect((await one.remove()).status).toBe(204);
    expect((await one.remove()).status).toBe(404);
    expect((await client(clinic.secret)('GET /v1/audit-streams')).body.data).toEqual([]);
    const events = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id);
    expect(events.map(({ type }) => type)).toEqual(
      ['created', 'updated', 'paused', 'resumed', 'deleted'].map((verb) => `audit_stream.${verb}`),
    );
    expect(events[1]?.detail).toMatchObject({
      before: { name: 'SIEM', include_personal: false },
      after: { name: 'SIEM 2', include_personal: true },
      changed: ['name', 'include_personal'],
    });
  });

  it("is nobody else's: another project is told that it does not exist", async () => {
    const { id } = (await create(HTTPS)).body;
    const foreign = of(stranger, id);
    const answers = [
      await foreign.get(),
      await foreign.patch({ name: 'mine' }),
      await foreign.test(),
      await foreign.pause(),
      await foreign.resume(),
      await foreign.replay(),
      await foreign.health(),
      await foreign.remove(),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'not_found']));
    const organization = await makeOrganization(stranger);
    expect((await create(HTTPS, clinic, { organization_id: organization })).status).toBe(404);
    expect((await of(clinic, id).get()).body.name).toBe('SIEM');
    await of(clinic, id).remove();
  });

  it('takes the right to export the log too, where it is sent what it was not sent before', async () => {
    const { id } = (await create(HTTPS)).body;
    const scopes = ['streams:read', 'streams:write'];
    const { secret } = (await client(clinic.secret)('POST /v1/api-keys', { body: { name: 'Streams', scopes } })).body;
    const limited = { ...clinic, secret };
    expect((await create(HTTPS, limited, { include_personal: true })).status).toBe(403);
    expect((await of(limited, id).patch({ include_personal: true })).status).toBe(403);
    expect((await of(limited, id).replay()).status).toBe(403);
    expect((await of(limited, id).pause()).status).toBe(200);
    expect((await of(limited, id).remove()).status).toBe(204);
  });

  it('is sent back a thousand times at most', async () => {
    const { id } = (await create(HTTPS)).body;
    const replays = async (value: number) =>
      database.send(
        new UpdateItemCommand({
          TableName: TABLES.identity,
          Key: marshall(auditStreamKey(id)),
          UpdateExpression: 'SET replays = :replays',
          ExpressionAttributeValues: marshall({ ':replays': value }),
        }),
      );
    await replays(999);
    expect((await of(clinic, id).replay()).status).toBe(202);
    expect(await of(clinic, id).replay()).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    await of(clinic, id).remove();
  });

  it('is one of ten at most', async () => {
    const customer = await makeCustomer();
    for (let i = 0; i < 10; i++) expect((await create(HTTPS, customer)).status).toBe(201);
    expect(await create(HTTPS, customer)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('a destination', () => {
  it.each([
    ['http', { ...HTTPS, url: 'http://siem.example/in' }],
    ['loopback', { ...HTTPS, url: 'https://127.0.0.1/in' }],
    ['loopback in another spelling', { ...HTTPS, url: 'https://0x7f.1/in' }],
    ['the metadata service', { ...HTTPS, url: 'https://169.254.169.254/latest' }],
    ['a mapped address', { ...HTTPS, url: 'https://[::ffff:10.0.0.1]/' }],
    ['a name of the inside', { ...SPLUNK, url: 'https://splunk.internal:8088' }],
    ['a password', { ...HTTPS, url: 'https://user:pass@siem.example/' }],
    ['a query, where a secret may stand', { ...HTTPS, url: 'https://siem.example/in?key=1' }],
    ['a port of another protocol', { ...SPLUNK, url: 'https://splunk.example:25' }],
    ['a collector inside', { ...DATADOG, url: 'https://localhost:8443/' }],
    ['a site that is none of Datadog', { ...DATADOG, site: 'datadoghq.evil' }],
    ['a line feed in its token', { ...SPLUNK, token: 'token-1\r\nx-evil: 1' }],
    ['no token', { type: 'splunk_hec', url: SPLUNK.url }],
    ['a role that is not for this', { ...S3, role_arn: 'arn:aws:iam::111122223333:role/admin' }],
    ['a role in a path', { ...S3, role_arn: 'arn:aws:iam::111122223333:role/x/../hale-stream-a' }],
    ['a prefix that climbs', { ...S3, prefix: '../x/' }],
    ['a bucket that is a URL', { ...S3, bucket: 'https://evil.example' }],
    ['a member too many', { ...HTTPS, insecure: true }],
  ])('is refused for %s', async (_name, destination) => {
    expect(await create(destination)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('that leads to an address inside when it is called is not called', async () => {
    await receiverAt('public.example', answerWith(200));
    const { id } = (await create({ ...HTTPS, url: 'https://inside.example/' })).body;
    const answer = await of(clinic, id).test();
    expect(answer.body).toEqual({ delivered: false, failure: 'name_not_found', status: null });
    await of(clinic, id).remove();
  });
});

describe('the secret', () => {
  it('of any destination is in no answer, row or event', async () => {
    const customer = await makeCustomer();
    const answers: unknown[] = [];
    for (const destination of [SPLUNK, DATADOG]) {
      const made = await create(destination, customer);
      const one = of(customer, made.body.id);
      answers.push(made.body, (await one.get()).body, (await one.patch({ destination })).body, (await one.test()).body);
      answers.push((await one.health()).body, await rowsOf('identity', `STREAM#${made.body.id}`));
    }
    answers.push((await client(customer.secret)('GET /v1/audit-streams')).body, await eventsOf(customer.projectId));
    expect(
      JSON.stringify(answers, (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      ),
    ).not.toContain(TOKEN);
  });

  it('is given anew with a new destination: a token goes where it was given for', async () => {
    const { id } = (await create(SPLUNK)).body;
    const moved = await of(clinic, id).patch({ destination: { type: 'splunk_hec', url: 'https://elsewhere.example' } });
    expect(moved.status).toBe(400);
    await of(clinic, id).remove();
  });

  it('that signs is shown when it is made, and signatures carry the old one for a day', async () => {
    const receiver = await receiverAt('rotating.example', answerWith(200));
    const made = await makeStream(clinic, { type: 'https', url: receiver.url });
    const one = of(clinic, made.id);
    expect(made.signing_secret).toMatch(/^whsec_[A-Za-z0-9]{44}$/);
    expect((await one.get()).body).not.toHaveProperty('signing_secret');
    expect((await one.patch({ name: 'Renamed' })).body).not.toHaveProperty('signing_secret');
    const rotated = await one.patch({ rotate_signing_secret: true });
    expect(rotated.body.signing_secret).not.toBe(made.signing_secret);
    expect((await one.test()).body.delivered).toBe(true);
    const signatures = String(receiver.received.at(-1)?.headers['authio-signature']).split(',v1=');
    expect(signatures).toHaveLength(3);
    expect((await of(clinic, (await create(SPLUNK)).body.id).patch({ rotate_signing_secret: true })).status).toBe(400);
    await one.remove();
  });
});

describe('a test', () => {
  it('tells what became of it, and nothing that the destination said', async () => {
    const receiver = await receiverAt('tested.example');
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    receiver.behave(answerWith(200));
    expect((await of(clinic, stream.id).test()).body).toEqual({ delivered: true, failure: null, status: null });
    expect(String(receiver.received.at(-1)?.body)).toContain('A test of this audit stream');
    receiver.behave(answerWith(403, 'internal-hostname-and-secret'));
    const refused = await of(clinic, stream.id).test();
    expect(refused.body).toEqual({ delivered: false, failure: 'not_authorized', status: 403 });
    const events = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'audit_stream.tested').slice(-2);
    expect(events).toMatchObject([{ outcome: 'success' }, { outcome: 'failure', reason: 'not_authorized' }]);
    await of(clinic, stream.id).remove();
  });

  it('moves no cursor, and is no entry of the log', async () => {
    const receiver = await receiverAt('tested-2.example', answerWith(200));
    const stream = await makeStream(clinic, { type: 'https', url: receiver.url });
    await of(clinic, stream.id).test();
    expect((await of(clinic, stream.id).health()).body).toMatchObject({ entries_delivered: 0, logs: 0 });
    await archive();
    await sweep();
    expect(JSON.parse(String(receiver.received[1]?.body)).first_index).toBe(0);
    await of(clinic, stream.id).remove();
  });
});
