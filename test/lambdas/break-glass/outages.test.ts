/**
 * Break-glass is for the night on which everything else fails (security.md, row 12; T32): the token key, mail, text
 * messages, the identity provider and the incident topic, one by one and all together.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { type Emergency, enrolEmergency, openByCode, openByPasskey } from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic, makeOrganization, signIn } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

type Service = 'token key' | 'mail' | 'text messages' | 'identity provider' | 'incident topic';
const world = vi.hoisted(() => ({
  down: new Set<string>(),
  asked: new Set<string>(),
  alarms: [] as string[],
  /** How long each alarm may take, milliseconds. */
  waits: [] as (number | undefined)[],
}));

/** As the SDK says it, once its own retries are over. */
const reach = vi.hoisted(() => (service: string) => {
  world.asked.add(service);
  if (world.down.has(service))
    throw Object.assign(new Error('down'), { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
});

vi.mock('../../../lambdas/shared/aws/kms.ts', async (original) => {
  const kms = await original<typeof import('../../../lambdas/shared/aws/kms.ts')>();
  const signToken: typeof kms.signToken = async (keyId, message) => {
    reach('token key');
    return kms.signToken(keyId, message);
  };
  const tokenPublicKey: typeof kms.tokenPublicKey = async (keyId) => {
    reach('token key');
    return kms.tokenPublicKey(keyId);
  };
  return { ...kms, signToken, tokenPublicKey };
});
vi.mock('../../../lambdas/shared/aws/ses.ts', () => ({ sendMail: async () => reach('mail') }));
vi.mock('../../../lambdas/shared/aws/sms.ts', () => ({ sendText: async () => reach('text messages') }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, _: unknown, withinMs?: number) => {
    world.waits.push(withinMs);
    reach('incident topic');
    world.alarms.push(subject);
  },
}));

let clinic: Clinic;
let operator: Emergency;
let org: string;
beforeAll(async () => {
  clinic = await makeClinic({ settings: { two_person: true } });
  operator = await enrolEmergency(clinic);
  org = await makeOrganization(clinic, { require_sso: true });
});
beforeEach(() => {
  world.down.clear();
  world.asked.clear();
  world.alarms = [];
  world.waits = [];
  vi.stubGlobal('fetch', async () => reach('identity provider'));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Open, use, close: the ward can sign in again. */
async function throughTheNight(way: typeof openByCode): Promise<string> {
  const asked = { scope: { permissions: ['policies:read', 'policies:write'], organization_id: org } };
  const opened = await way(operator, asked);
  expect(opened).toMatchObject({ status: 201 });
  const headers = bearer(opened.body.token);
  const used = await request('PUT /v1/organizations/{org}/policy', {
    headers,
    params: { org },
    body: { require_sso: false },
  });
  expect(used).toMatchObject({ status: 200, body: { require_sso: false } });
  const { id } = opened.body;
  expect((await request('POST /v1/admin/break-glass/{id}/close', { headers, params: { id } })).status).toBe(200);
  return id;
}

const EVERYTHING: readonly Service[] = ['token key', 'mail', 'text messages', 'identity provider', 'incident topic'];
const OUTAGES: readonly (readonly [name: string, down: readonly Service[]])[] = [
  ...EVERYTHING.map((service) => [service, [service]] as const),
  ['all of them', EVERYTHING],
];
const WAYS = [
  ['a passkey', openByPasskey],
  ['a recovery code', openByCode],
] as const;

describe.each(OUTAGES)('without %s', (_, down) => {
  test.each(WAYS)('%s opens, and the grant is used and closed', async (_way, open) => {
    for (const service of down) world.down.add(service);
    const id = await throughTheNight(open);
    const asked = [...world.asked].filter((service) => service !== 'incident topic');
    expect(asked, 'none of these is even asked').toEqual([]);
    const types = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id).map(({ type }) => type);
    expect(types).toEqual(['break_glass.alarmed', 'break_glass.opened', 'break_glass.closed']);
  });
});

test('T32: without token key, mail, text messages, identity provider and incident topic', async () => {
  for (const service of EVERYTHING) world.down.add(service);
  expect((await signIn(operator)).status, 'nobody can sign in').toBe(503);
  await throughTheNight(openByPasskey);
  await throughTheNight(openByCode);
  console.log(
    `T32: opened, used and closed with ${EVERYTHING.length} of ${EVERYTHING.length} services down, 2 of 2 ways`,
  );
});

test('an alarm that the topic did not take is told as such, and kept until it is taken', async () => {
  const { handler } = await import('../../../lambdas/break-glass/finish-break-glass/handler.ts');
  world.down.add('incident topic');
  const { body } = await openByPasskey(operator);
  expect(body.alarm).toBe('pending');
  const { id } = body;
  const state = async () =>
    (await request('GET /v1/admin/break-glass/{id}', { key: clinic.secret, params: { id } })).body.alarm;
  await expect(handler(), 'the clock fails, so its own alarm goes off').rejects.toThrow('could not be looked after');
  expect(await state()).toBe('pending');
  world.down.clear();
  world.alarms = [];
  await handler();
  expect(world.alarms).toContain('Emergency access is opened, Test clinic');
  expect(await state()).toBe('delivered');
  world.alarms = [];
  await handler();
  expect(world.alarms, 'once').toEqual([]);
  const events = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id);
  expect(events.map(({ type }) => type).filter((type) => type.startsWith('break_glass'))).toEqual([
    'break_glass.alarmed',
    'break_glass.opened',
    'break_glass.alarm_delivered',
  ]);
});

test('a topic that hangs holds nobody up', async () => {
  const { publishIncident } = await vi.importActual<typeof import('../../../lambdas/shared/aws/sns.ts')>(
    '../../../lambdas/shared/aws/sns.ts',
  );
  const { createServer } = await import('node:http');
  let reached = 0;
  const server = createServer(() => reached++).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  await openByPasskey(operator);
  expect(world.waits, 'whoever breaks the glass waits so long and no longer').toEqual([2_000]);
  await expect(publishIncident('Test', {}, 200)).rejects.toMatchObject({ name: 'AbortError' });
  expect(reached, 'it was the topic that hung').toBe(1);
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

test('when not even the log can be written, nobody is alarmed and nothing is granted', async () => {
  const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
  const fail =
    (next: (args: never) => Promise<unknown>, { commandName }: { commandName?: string }) =>
    (args: never) => {
      if (commandName !== 'ExecuteTransactionCommand') return next(args);
      throw Object.assign(new Error('down'), { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
    };
  const grants = async () =>
    (await request('GET /v1/admin/break-glass', { key: clinic.secret, query: { limit: '100' } })).body.data.length;
  const before = await grants();
  dynamodb.middlewareStack.add(fail as never, { step: 'initialize', name: 'down' });
  const reply = await openByPasskey(operator);
  dynamodb.middlewareStack.remove('down');
  expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(world.alarms).toEqual([]);
  expect(await grants()).toBe(before);
});
