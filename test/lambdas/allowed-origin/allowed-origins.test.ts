/** The registry of origins that may call from a browser, and what a browser is told (WHATWG Fetch §3.3). */
import { expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const allow = ({ secret }: Clinic, origin: string) => client(secret)('POST /v1/allowed-origins', { body: { origin } });
const callFrom = ({ secret }: Clinic, origin: string) =>
  request('GET /v1/projects/me', { headers: { ...bearer(secret), origin } });

test.each(['https://app.test', 'https://app.test:8443', 'http://localhost:5173'])(
  '%s may be allowed',
  async (origin) => {
    const clinic = await makeClinic();
    expect((await allow(clinic, origin)).status).toBe(201);
    expect((await allow(clinic, origin)).status).toBe(200);
  },
);

test.each([
  'https://app.test/',
  'http://app.test',
  '*',
  'https://*.app.test',
  'null',
  'https://APP.test',
  'app.test',
  '',
])('%j may not', async (origin) => {
  expect((await allow(await makeClinic(), origin)).status).toBe(400);
});

test('an origin of the project or the registry may read answers; no other may, and none with credentials', async () => {
  const clinic = await makeClinic({ origins: ['http://localhost:4100'] });
  await allow(clinic, 'https://app.test');
  for (const origin of ['http://localhost:4100', 'https://app.test']) {
    const { headers } = await callFrom(clinic, origin);
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers.vary).toMatch(/origin/i);
  }
  for (const origin of ['https://evil.test', 'null', 'http://localhost:4101'])
    expect((await callFrom(clinic, origin)).headers['access-control-allow-origin']).toBeUndefined();
  const other = await makeClinic();
  expect((await callFrom(other, 'https://app.test')).headers['access-control-allow-origin']).toBeUndefined();
});

test('a failure may be read as well, where the project is known', async () => {
  const clinic = await makeClinic();
  await allow(clinic, 'https://app.test');
  const answer = await request('POST /v1/auth/passkey/login/verify', {
    headers: { 'x-authio-project': clinic.projectId, origin: 'https://app.test' },
    body: {},
  });
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([400, 'https://app.test']);
});

test('a registry that cannot be read hides the answer from the page, and undoes nothing', async () => {
  const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
  const clinic = await makeClinic();
  const send = dynamodb.send.bind(dynamodb) as (command: object) => Promise<object>;
  const failing = vi
    .spyOn(dynamodb, 'send')
    .mockImplementation(((command: { input: object }) =>
      JSON.stringify(command.input).includes('ORIGIN#') ? Promise.reject(new Error('lost')) : send(command)) as never);
  const made = await request('POST /v1/users', {
    headers: { ...bearer(clinic.secret), origin: 'https://app.test' },
    body: { email: 'kim@clinic.test' },
  });
  failing.mockRestore();
  expect([made.status, made.headers['access-control-allow-origin'], made.headers.vary]).toEqual([
    201,
    undefined,
    'Origin',
  ]);
});

test('it is gone once removed, with events', async () => {
  const clinic = await makeClinic();
  const { body } = await allow(clinic, 'https://app.test');
  const remove = () => client(clinic.secret)('DELETE /v1/allowed-origins/{id}', { params: { id: body.id } });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  const types = (await eventsOf(clinic.projectId)).map(({ type }) => type).filter((type) => /origin/.test(type));
  expect(types).toEqual(['allowed_origin.added', 'allowed_origin.removed']);
});

test('a browser that asks first is told what it may send, from whatever origin', async () => {
  const answer = await request('OPTIONS /{proxy+}', {
    params: { proxy: 'v1/auth/refresh' },
    headers: { origin: 'https://app.test', 'access-control-request-method': 'POST' },
  });
  expect(answer.status).toBe(204);
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': 'https://app.test',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': expect.stringContaining('authorization'),
  });
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
});
