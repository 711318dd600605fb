/** To a bucket of the customer's, by a role of theirs: real SDK clients, STS and S3 over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../../lambdas/audit-stream/batch.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';

let s3: S3;
const asked: URLSearchParams[] = [];
let sts: { status: number; body: string } = { status: 200, body: '' };
const credentials = (inMinutes: number) => `<AssumeRoleResponse><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
  <Expiration>${new Date(Date.now() + inMinutes * 60_000).toISOString()}</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
  response.writeHead(sts.status, { 'content-type': 'text/xml' }).end(sts.body);
});

let sendS3: typeof import('../../../lambdas/audit-stream/send-s3.ts').sendS3;
beforeAll(async () => {
  s3 = await startS3();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    CUSTOMER_ROLE_SESSION: 'hale-audit-stream',
  });
  ({ sendS3 } = await import('../../../lambdas/audit-stream/send-s3.ts'));
});
beforeEach(() => {
  sts = { status: 200, body: credentials(15) };
  s3.fault = undefined;
  asked.length = 0;
});
afterAll(async () => {
  await s3.stop();
  await new Promise((done) => server.close(done));
});

let roles = 0;
const newRole = () => `arn:aws:iam::111122223333:role/hale-stream-${++roles}`;
const to = (role_arn = newRole()) => ({ bucket: 'customer', region: 'eu-west-1', role_arn, externalId: 'proj_1' });
const batchOf = (first: number, count: number): Batch => ({
  stream: { id: 'str_1', projectId: 'proj_1' },
  log: { origin: 'auth.test/org_1', scope: 'org_1', projectId: 'proj_1' },
  first,
  events: Array.from({ length: count }, (_, i) => ({ index: first + i, time: Date.UTC(2026, 2, 1) })),
  closing: { checkpoint: 1, time: Date.UTC(2026, 2, 1) },
  now: new Date(),
});

describe('a batch', () => {
  it('is an object whose name says its log, day, first index and number', async () => {
    expect(await sendS3(to(), 'hale/', batchOf(40, 3))).toEqual({ ok: true, value: 3 });
    const [[key, body] = expect.fail()] = s3.objects('customer');
    expect(key).toBe('hale/org_1/2026/03/01/0000000000000040-3.jsonl.gz');
    const lines = gunzipSync(body)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ index }) => index)).toEqual([40, 41, 42, undefined]);
  });

  it('that is sent again replaces itself', async () => {
    const before = s3.objects('customer').size;
    for (let i = 0; i < 3; i++) await sendS3(to(), '', batchOf(7, 2));
    expect(s3.objects('customer').size).toBe(before + 1);
  });
});

describe('the role', () => {
  it('is assumed with the id of the project, for the shortest session', async () => {
    const role = newRole();
    await sendS3(to(role), '', batchOf(0, 1));
    expect(asked).toHaveLength(1);
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: role,
      ExternalId: 'proj_1',
      RoleSessionName: 'hale-audit-stream',
      DurationSeconds: '900',
    });
  });

  it('is assumed again when its session is about to end, and not before', async () => {
    const long = to();
    for (let i = 0; i < 3; i++) await sendS3(long, '', batchOf(i, 1));
    expect(asked).toHaveLength(1);
    sts = { status: 200, body: credentials(4) };
    const short = to();
    for (let i = 0; i < 3; i++) await sendS3(short, '', batchOf(i, 1));
    expect(asked).toHaveLength(4);
  });

  it('of one project is not used for another that names the same role', async () => {
    const role = newRole();
    await sendS3(to(role), '', batchOf(0, 1));
    await sendS3({ ...to(role), externalId: 'proj_2' }, '', batchOf(0, 1));
    expect(asked.map((one) => one.get('ExternalId'))).toEqual(['proj_1', 'proj_2']);
  });

  it.each([
    ['that does not trust us', 403, 'role_not_assumed'],
    ['that nobody can be asked about', 503, 'server_error'],
  ])('%s takes nothing', async (_name, status, code) => {
    sts = { status, body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>' };
    expect(await sendS3(to(), '', batchOf(0, 1))).toMatchObject({ ok: false, error: { code, status } });
  });

  it('without credentials in the answer takes nothing', async () => {
    sts = { status: 200, body: '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>' };
    expect(await sendS3(to(), '', batchOf(0, 1))).toMatchObject({ ok: false });
  });
});

describe('a bucket', () => {
  it.each([
    [
      { status: 403, code: 'AccessDenied' },
      { code: 'bucket_not_writable', status: 403 },
    ],
    [
      { status: 404, code: 'NoSuchBucket' },
      { code: 'bucket_not_writable', status: 404 },
    ],
    [
      { status: 503, code: 'SlowDown' },
      { code: 'server_error', status: 503 },
    ],
    ['lost' as const, { code: 'not_reached' }],
  ])('that answers %j takes nothing', async (fault, error) => {
    s3.fault = () => fault;
    expect(await sendS3(to(), '', batchOf(0, 1))).toMatchObject({ ok: false, error });
  });
});
