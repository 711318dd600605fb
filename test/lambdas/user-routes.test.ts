/** Every route that takes a user's token, met with what users and strangers may send: made from the route table. */
import { beforeAll, describe, expect, test } from 'vitest';
import { allRoutes, type RouteName, request } from '../dynamodb/api.ts';
import { anonymously, type Clinic, enrol, makeClinic, type Person } from '../dynamodb/people.ts';
import { ask } from '../dynamodb/recovery.ts';
import { bearer, type Reply, type Request, rowsOf } from '../dynamodb/world.ts';

const { ID_PREFIXES, newId } = await import('../../lambdas/shared/ids.ts');

type Route = (typeof allRoutes)[number];
type Schema = { safeParse(value: unknown): { success: boolean } };
type Shape = { def: { shape: Record<string, Schema> } };
type Kind = keyof typeof ID_PREFIXES;

const userRoutes = allRoutes.filter(({ contract }) => contract.auth.includes('user'));
const named = (routes: readonly Route[]) => routes.map((route) => [route.name, route] as const);
const withBody = userRoutes.filter(({ contract }) => contract.body);
const withParams = userRoutes.filter(({ contract }) => contract.params);
const parameters = ({ contract }: Route): [string, Schema][] =>
  contract.params ? Object.entries((contract.params as unknown as Shape).def.shape) : [];

const KINDS = Object.keys(ID_PREFIXES) as Kind[];
const kindOf = (schema: Schema): Kind => {
  const kind = KINDS.find((one) => schema.safeParse(newId(one, new Date())).success);
  if (!kind) throw new Error('a path parameter is not an id');
  return kind;
};
const paramsOf = (route: Route, ids: Partial<Record<Kind, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    parameters(route).map(([name, schema]) => {
      const kind = kindOf(schema);
      return [name, ids[kind] ?? newId(kind, new Date())];
    }),
  );

/** What a route with parameters takes as its body. */
const VALID: Partial<Record<RouteName, object>> = { 'PATCH /v1/me/passkeys/{id}': { name: 'Mine now' } };

let asked = 0;
/** Each from another network: so many from one would be too many. */
const send = (route: Route, token: string, rest: Request = {}): Promise<Reply> => {
  asked++;
  const ip = `10.9.${asked >> 8}.${asked & 255}`;
  return request(route.name, { ip, params: paramsOf(route), ...rest, headers: { ...bearer(token), ...rest.headers } });
};
const bodyOf = ({ name, contract }: Route) => (contract.body ? { body: VALID[name] ?? {} } : {});

let clinic: Clinic;
let person: Person;
beforeAll(async () => {
  clinic = await makeClinic({ sign_up: 'open' });
  person = await enrol(clinic);
});

test('there are such routes, with and without bodies and parameters', () => {
  expect(userRoutes.length).toBeGreaterThan(20);
  expect(withBody.length).toBeGreaterThan(5);
  expect(withParams.length).toBeGreaterThan(2);
});

describe('who may not', () => {
  test.each(named(userRoutes))('%s: whoever has signed out, was disabled or deleted', async (_, route) => {
    const [gone, disabled, deleted] = [await enrol(clinic), await enrol(clinic), await enrol(clinic)];
    await request('POST /v1/auth/sign-out', { headers: bearer(gone.envelope.access_token), body: {} });
    const { secret: key } = clinic;
    await request('PATCH /v1/users/{id}', { key, params: { id: disabled.userId }, body: { status: 'disabled' } });
    await request('DELETE /v1/users/{id}', { key, params: { id: deleted.userId } });
    const answers = await Promise.all(
      [gone, disabled, deleted].map(({ envelope }) => send(route, envelope.access_token, bodyOf(route))),
    );
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '401 session_expired',
      '403 user_disabled',
      '401 unauthenticated',
    ]);
  });

  const closedToKeys = userRoutes.filter(({ contract: { auth } }) => !auth.includes('secret_key'));
  test.each(named(closedToKeys))('%s: a server with its key', async (_, route) => {
    const { status, body } = await send(route, clinic.secret, bodyOf(route));
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
  });
});

describe('malformed requests', () => {
  const BAD: readonly (readonly [what: string, body: string])[] = [
    ['no JSON', '{"a":'],
    ['a member twice', '{"name":"a","name":"b"}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['a name with an escape', '{"n\\u0061me":"a"}'],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['too many members', `{${Array.from({ length: 1_001 }, (_, index) => `"m${index}":0`).join()}}`],
    ['a list', '[]'],
    ['null', 'null'],
    ['a string', '"x"'],
  ];
  /** Of other types than any member has. */
  const NUMBERS =
    '{"name":1,"email":2,"code":3,"session_id":4,"request_id":5,"credential":6,"organization_id":7,"new_password":8,"challenge_id":9,"access_token":10,"phone":11,"reason":12}';

  test.each(named(withBody))('%s: a body that is malformed, too large or of another type', async (_, route) => {
    const { access_token: token } = person.envelope;
    for (const [what, body] of BAD) {
      const { status, body: told } = await send(route, token, { body });
      expect([what, status]).toEqual([what, 400]);
      expect(['malformed_request', 'validation_failed']).toContain(told.code);
    }
    const understood = (route.contract.body as Schema).safeParse(JSON.parse(NUMBERS)).success;
    if (!understood) expect((await send(route, token, { body: NUMBERS })).body.code).toBe('validation_failed');
    const large = await send(route, token, { body: { name: 'x'.repeat(300_000) } });
    expect(large).toMatchObject({ status: 413, body: { code: 'too_large' } });
    const typed = await send(route, token, { headers: { 'content-type': 'text/plain' }, body: '{}' });
    expect(typed).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const packed = await send(route, token, { headers: { 'content-encoding': 'gzip' }, body: '{}' });
    expect(packed).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  test.each(named(withParams))('%s: an id of another form', async (_, route) => {
    for (const id of ['', 'x', '../../etc/passwd', 'cred_#', `cred_${'0'.repeat(25)}I`, 'sess_'.repeat(100)]) {
      const params = Object.fromEntries(parameters(route).map(([name]) => [name, id]));
      const answer = await send(route, person.envelope.access_token, { ...bodyOf(route), params });
      expect([id, answer.status, answer.body.code]).toEqual([id, 400, 'validation_failed']);
    }
  });

  test('nothing of all this ended the session', async () => {
    expect((await request('GET /v1/me', { headers: bearer(person.envelope.access_token) })).status).toBe(200);
  });
});

describe('what is another’s', () => {
  async function belongingsOf({ clinic, email, userId, envelope }: Person): Promise<Partial<Record<Kind, string>>> {
    const { body } = await request('GET /v1/me/passkeys', { headers: bearer(envelope.access_token) });
    const recovery = (await ask(clinic, { email })).body.id;
    return { user: userId, credential: body.data[0].id, session: envelope.session_id, recovery };
  }
  const everythingOf = async ({ userId }: Person) => [
    ...(await rowsOf('identity', `USER#${userId}`)),
    ...(await rowsOf('identity', `SESSIONS#${userId}`)),
  ];

  test.each(named(withParams))(
    '%s: is not there, in this project or in another, and stays as it is',
    async (_, route) => {
      const { access_token: token } = person.envelope;
      const absent = await send(route, token, bodyOf(route));
      expect([absent.status, absent.body.code]).toEqual([404, 'not_found']);
      for (const at of [clinic, await makeClinic()]) {
        const victim = await enrol(at);
        const ids = await belongingsOf(victim);
        const before = await everythingOf(victim);
        const params = paramsOf(route, ids);
        expect(
          Object.values(params).every((id) => Object.values(ids).includes(id)),
          'the ids are the victim’s',
        ).toBe(true);
        for (const headers of [undefined, anonymously(at)]) {
          const answer = await send(route, token, { ...bodyOf(route), params, headers });
          expect({ ...answer.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' });
        }
        expect(await everythingOf(victim)).toEqual(before);
      }
    },
  );

  /** What does not change by being read: the access log tells of each look at it, under a signature of its time. */
  const lasting = ({ body }: Reply) => {
    const { log, statement, ...rest } = { ...body, request_id: '' };
    const entries = log?.entries.filter(({ event }: { event: string }) => event !== 'access_log.read').slice(0, 10);
    return log ? { ...rest, user_id: log.user_id, signed: typeof statement, entries } : { ...body, request_id: '' };
  };
  const reading = userRoutes.filter(({ method, contract }) => method === 'GET' && !contract.params);
  test.each(named(reading))('%s: a header that names another project changes nothing', async (_, route) => {
    const { access_token: token } = person.envelope;
    const headers = anonymously(await makeClinic());
    const [plain, named] = [await send(route, token), await send(route, token, { headers })];
    expect(named.status).toBe(plain.status);
    expect(lasting(named)).toEqual(lasting(plain));
  });
});
