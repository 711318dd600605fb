import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { paginateScan, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import * as api from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { anonymously, type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { call, database, TABLES } from '../../dynamodb/world.ts';

const { BUDGETS } = await import('../../../lambdas/abuse/budgets.ts');
const { refund, spend } = await import('../../../lambdas/abuse/spend.ts');
const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
const { defineContract } = await import('../../../lambdas/shared/contract.ts');
const { http } = await import('../../../lambdas/shared/http.ts');
const { err, ok } = await import('../../../lambdas/shared/result.ts');

type BudgetName = keyof typeof BUDGETS;

/** A secret of the same key with another middle and the right checksum. */
function forge(secret: string): string {
  const body = secret.slice(0, -9).replace(/[0-9a-f]{64}/, 'a'.repeat(64));
  return `${body}_${crc32(body).toString(16).padStart(8, '0')}`;
}

const contract = defineContract({
  summary: 'Something that costs',
  auth: ['anonymous'],
  access: ['ephemeral:spend', 'hmac-key:derive'],
  body: z.object({ budget: z.string(), whose: z.string(), give_back: z.optional(z.boolean()) }),
  replies: { 200: z.object({}) },
  errors: ['rate_limited'],
  events: ['abuse.limit_reached'],
});
let done = 0;
const costly = http(contract, async (request) => {
  const wanted = [{ budget: request.body.budget as BudgetName, whose: request.body.whose }];
  const spent = await spend(request, wanted);
  if (!spent.ok) return spent;
  done++;
  if (request.body.give_back) await refund(request, wanted);
  return ok({ status: 200, body: {} });
});

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const ask = (budget: BudgetName, whose: string, more: object = {}, at: Clinic = clinic) =>
  call(costly, { method: 'POST', headers: anonymously(at), body: { budget, whose, ...more } });
const limitEvents = async ({ projectId }: Clinic) =>
  (await eventsOf(projectId)).filter(({ type }) => type === 'abuse.limit_reached');
/** Long before the end of any window. */
const atNoon = () => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T12:00:05Z') });

describe('a budget', () => {
  test('lets its limit through and nothing more, also of a hundred at once', async () => {
    atNoon();
    done = 0;
    const whose = randomUUID();
    const replies = await Promise.all(Array.from({ length: 100 }, () => ask('password_account', whose)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(BUDGETS.password_account.limit);
    expect(done).toBe(BUDGETS.password_account.limit);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(100 - BUDGETS.password_account.limit);
    for (const { body, headers } of refused)
      expect([body.code, headers['retry-after']]).toEqual(['rate_limited', '895']);
  });

  test('is full again in the next window', async () => {
    atNoon();
    const whose = randomUUID();
    for (let used = 0; used < BUDGETS.password_account.limit; used++) await ask('password_account', whose);
    expect((await ask('password_account', whose)).status).toBe(429);
    vi.setSystemTime(new Date('2026-03-01T12:14:59.999Z'));
    expect((await ask('password_account', whose)).status).toBe(429);
    vi.setSystemTime(new Date('2026-03-01T12:15:00.000Z'));
    expect((await ask('password_account', whose)).status).toBe(200);
  });

  test('that is given back counts failures alone', async () => {
    const whose = randomUUID();
    for (let used = 0; used < 3 * BUDGETS.password_account.limit; used++)
      expect((await ask('password_account', whose, { give_back: true })).status).toBe(200);
  });

  test('belongs to one owner, one project and one purpose', async () => {
    atNoon();
    const whose = randomUUID();
    const other = await makeClinic();
    for (let used = 0; used <= BUDGETS.password_account.limit; used++) await ask('password_account', whose);
    expect((await ask('password_account', whose)).status).toBe(429);
    expect((await ask('password_account', `${whose}x`)).status).toBe(200);
    expect((await ask('code_account', whose)).status).toBe(200);
    expect((await ask('password_account', whose, {}, other)).status).toBe(200);
  });

  test('of a network is shared by its 2^64 addresses', async () => {
    atNoon();
    const low = await makeClinic({ settings: { budgets: { code_ip: 2 } } });
    const from = (host: number) => ask('code_ip', `2001:db8:1:2::${host.toString(16)}`, {}, low);
    const statuses = [];
    for (const host of [1, 2, 3]) statuses.push((await from(host)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await ask('code_ip', '2001:db8:1:3::1', {}, low)).status).toBe(200);
  });

  test('that is spaced begins its window when one is taken, to the millisecond', async () => {
    atNoon();
    const whose = randomUUID();
    const begun = Date.now();
    const at = async (ms: number) => {
      vi.setSystemTime(begun + ms);
      return (await ask('send_spacing', whose)).status;
    };
    expect([await at(20_000), await at(20_001), await at(49_999), await at(50_000), await at(79_999)]).toEqual([
      200, 429, 429, 200, 429,
    ]);
  });
});

test('of a hundred refusals seven are events: 1, 2, 4, 8, 16, 32, 64', async () => {
  atNoon();
  const small = await makeClinic({ settings: { budgets: { code_account: 3 } } });
  for (let used = 0; used < 103; used++) await ask('code_account', 'user_1', {}, small);
  const events = await limitEvents(small);
  expect(events.map(({ detail }) => detail?.refused)).toEqual([1, 2, 4, 8, 16, 32, 64]);
  expect(events[0]).toMatchObject({
    outcome: 'denied',
    reason: 'rate_limited',
    target: { type: 'project', id: small.projectId },
    detail: { budget: 'code_account', limit: 3, window_s: BUDGETS.code_account.windowS, refused: 1 },
  });
});

test('no address is in the table, in clear or by a hash that others could make', async () => {
  const address = 'jane.doe@example.com';
  const quiet = await makeClinic();
  await ask('send_destination', address, {}, quiet);
  await ask('send_ip', '198.51.100.77', {}, quiet);
  const rows: Record<string, unknown>[] = [];
  for await (const page of paginateScan({ client: database }, { TableName: TABLES.ephemeral }))
    rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
  const mine = rows.filter(({ pk }) => String(pk).includes(quiet.projectId));
  expect(mine).toHaveLength(2);
  expect(JSON.stringify(mine)).not.toMatch(/jane|example\.com|198\.51/);
  for (const { expires_at } of mine) expect(Number(expires_at)).toBeGreaterThan(Date.now() / 1000);
});

test('when the counters do not answer, nothing is done', async () => {
  done = 0;
  const failing = Object.assign(new Error('slow down'), {
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 400 },
  });
  vi.spyOn(dynamodb, 'send').mockImplementation(async (command) => {
    if (command.constructor.name === 'UpdateItemCommand') throw failing;
    return database.send(command as never);
  });
  const { status, body } = await ask('password_account', randomUUID());
  expect([status, body.code, done]).toEqual([503, 'unavailable', 0]);
});

describe('the budget of a contract', () => {
  const guarded = (beside?: true) =>
    defineContract({
      summary: 'Guarded',
      auth: ['anonymous'],
      budgets: { take: ['code_ip'], ...(beside && { beside }) },
      body: z.object({ fails: z.optional(z.boolean()) }),
      replies: { 200: z.object({}) },
      errors: ['not_found'],
      events: ['auth.signin_attempt'],
    });
  let begun = 0;
  const serve = (beside?: true) =>
    http(guarded(beside), async ({ body, project, commit }) => {
      begun++;
      const target = { type: 'project', id: project.id };
      await commit([], { type: 'auth.signin_attempt', outcome: 'failure', target, detail: { method: 'otp' } });
      return body.fails ? err('not_found') : ok({ status: 200, body: {} });
    });

  test.each([
    ['before the handler', undefined],
    ['beside the handler', true],
  ] as const)('taken %s: what is over it changes nothing, and says until when', async (_, beside) => {
    atNoon();
    begun = 0;
    const small = await makeClinic({ settings: { budgets: { code_ip: 2 } } });
    const handler = serve(beside);
    const send = (body: object = {}, ip = '203.0.113.7') =>
      call(handler, { method: 'POST', headers: anonymously(small), body, ip });
    const first = await send();
    const second = await send({ fails: true });
    const third = await send();
    const elsewhere = await send({}, '203.0.113.8');
    expect([first.status, second.status, third.status, elsewhere.status]).toEqual([200, 404, 429, 200]);
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"code_ip";q=2;w=900',
      ratelimit: '"code_ip";r=1;t=895',
    });
    expect(second.headers.ratelimit).toBe('"code_ip";r=0;t=895');
    expect(third.headers).toMatchObject({ ratelimit: '"code_ip";r=0;t=895', 'retry-after': '895' });
    expect(begun).toBe(beside ? 4 : 3);
    const types = (await eventsOf(small.projectId)).map(({ type }) => type).slice(-4);
    expect(types.filter((type) => type === 'auth.signin_attempt')).toHaveLength(3);
    expect(types.filter((type) => type === 'abuse.limit_reached')).toHaveLength(1);
  });

  test('of failures alone is given back where somebody succeeds, from its half on', async () => {
    atNoon();
    const small = await makeClinic({ settings: { budgets: { code_ip: 4 } } });
    const contract = { ...guarded(), budgets: { take: ['code_ip'], failuresOnly: true } } as const;
    const handler = http(contract, async ({ body }) => (body.fails ? err('not_found') : ok({ status: 200, body: {} })));
    const send = async (body: object = {}) =>
      (await call(handler, { method: 'POST', headers: anonymously(small), body })).status;
    const statuses = [];
    for (let time = 0; time < 5; time++) statuses.push(await send());
    for (let time = 0; time < 3; time++) statuses.push(await send({ fails: true }));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404, 404, 429]);
  });

  test('that cannot be counted stops the request before it changes anything', async () => {
    const other = await makeClinic();
    const before = (await eventsOf(other.projectId)).length;
    vi.spyOn(dynamodb, 'send').mockImplementation(async (command) => {
      if (command.constructor.name === 'UpdateItemCommand')
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
      return database.send(command as never);
    });
    for (const beside of [undefined, true] as const) {
      const { status } = await call(serve(beside), { method: 'POST', headers: anonymously(other), body: {} });
      expect(status).toBe(503);
    }
    vi.restoreAllMocks();
    expect((await eventsOf(other.projectId)).length).toBe(before);
  });
});

describe("credentials that are nobody's", () => {
  const { client, request } = api;

  test('are counted in the log of the project whose key they claim to be, and the answer stays 401', async () => {
    const own = await makeClinic();
    const wrong = forge(own.secret);
    for (let time = 0; time < 9; time++) expect((await request('GET /v1/users', { key: wrong })).status).toBe(401);
    const events = await limitEvents(own);
    expect(events.map(({ detail }) => [detail?.budget, detail?.refused])).toEqual(
      [1, 2, 4, 8].map((refused) => ['bad_credentials', refused]),
    );
    expect(events[0]).toMatchObject({ target: { type: 'api_key', id: own.keyId }, actor: { type: 'anonymous' } });
    expect((await client(own.secret)('GET /v1/users')).status).toBe(200);
    expect(await limitEvents(own), 'a good one is not counted').toHaveLength(4);
  });

  test('are counted for tokens too, but not for one that says that it is over', async () => {
    const own = await makeClinic();
    const token = (exp: number) =>
      ['{}', JSON.stringify({ project_id: own.projectId, exp }), 'x'].map((part) =>
        Buffer.from(part).toString('base64url'),
      );
    const send = (exp: number) =>
      request('GET /v1/me', { headers: { authorization: `Bearer ${token(exp).join('.')}` } });
    expect((await send(Date.now() / 1000 - 60)).status).toBe(401);
    expect(await limitEvents(own)).toEqual([]);
    expect((await send(Date.now() / 1000 + 60)).status).toBe(401);
    expect(await limitEvents(own)).toMatchObject([{ detail: { budget: 'bad_credentials', refused: 1 } }]);
  });

  test('of no project leave no trace but the line of the request', async () => {
    for (const authorization of ['Bearer x', 'Bearer sk_test_x', 'Basic eDp5', 'Bearer a.b.c', 'Nothing', ''])
      expect((await request('GET /v1/users', { headers: { authorization } })).status).toBe(401);
  });
});

test('rows of budgets are the only ones that are written without an event, and hold counts', async () => {
  const { Items = [] } = await database.send(new ScanCommand({ TableName: TABLES.ephemeral }));
  const members = new Set(Items.flatMap((item) => Object.keys(item)));
  expect([...members].sort()).toEqual(['expires_at', 'pk', 'sk', 'until_ms', 'used']);
});
