/**
 * T14: no token is accepted that was not issued, of whatever type and wherever it is shown. Each is shown once more in the
 * end as it was issued: then it is accepted, so no attack was refused for another reason, and none did harm.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes, client, type RouteName, request } from '../../dynamodb/api.ts';
import { answer, begin, challengeOf, makeCareful } from '../../dynamodb/challenges.ts';
import { exchangeToken, getCode, makePkce, makeVisitor, redeem, registerRedirect } from '../../dynamodb/code-flow.ts';
import { enrolEmergency, openByPasskey } from '../../dynamodb/emergency.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { anonymously, type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { bearer, type Reply, type Request } from '../../dynamodb/world.ts';
import { type Forgery, forgedJwts, misspelt } from '../../forgeries.ts';

const { ID_PREFIXES, newId } = await import('../../../lambdas/shared/ids.ts');

let shown = 0;
const acceptedWrongly: string[] = [];
const places = new Set<string>();

/** Each from another network, so that none is refused for being one of many. */
const somewhere = (): string => `10.${(shown >> 16) & 255}.${(shown >> 8) & 255}.${shown & 255}`;
const anywhere = (name: RouteName, rest: Request = {}): Promise<Reply> => request(name, { ...rest, ip: somewhere() });

/** A token type at one place where it is shown. */
interface Place {
  readonly type: string;
  readonly where: string;
  readonly jwt?: true;
  /** Other types that are taken there too. */
  readonly takes?: readonly string[];
  readonly valid: string;
  /** Whether what it stands for was given. */
  readonly accepts: (token: string) => Promise<boolean>;
}

const MANAGERS = ['API key', 'operator’s access token', 'break-glass token'];
const USERS = ['access token', 'operator’s access token'];

const ok = ({ status }: Reply): boolean => status < 400;

let all: Place[];
let jwks: { keys: [Record<string, string>] };
let clinic: Clinic;

async function accessTokenPlaces(): Promise<Place[]> {
  const { envelope } = await enrol(clinic);
  const operator = await makeOperator(clinic, 'owner');
  const user = { type: 'access token', jwt: true, takes: USERS, valid: envelope.access_token } as const;
  const verified = (body: { active?: boolean }) => body.active === true;
  return [
    {
      ...user,
      where: 'GET /v1/me',
      accepts: async (token) => ok(await anywhere('GET /v1/me', { headers: bearer(token) })),
    },
    {
      ...user,
      where: 'GET /v1/auth/userinfo',
      accepts: async (token) => ok(await anywhere('GET /v1/auth/userinfo', { headers: bearer(token) })),
    },
    {
      ...user,
      where: 'POST /v1/sessions/verify, in the body',
      accepts: async (access_token) =>
        verified((await client(clinic.secret)('POST /v1/sessions/verify', { body: { access_token } })).body),
    },
    {
      type: 'operator’s access token',
      jwt: true,
      takes: MANAGERS,
      valid: operator.token,
      where: 'GET /v1/users',
      accepts: async (token) => ok(await anywhere('GET /v1/users', { headers: bearer(token) })),
    },
  ];
}

async function clientPlaces(): Promise<Place[]> {
  const api = client(clinic.secret);
  const machine = (await api('POST /v1/m2m-clients', { body: { name: 'Machine', scopes: ['reports:read'] } })).body;
  const id = machine.client_id ?? machine.id;
  const secret = machine.client_secret ?? machine.secret;
  const form = { grant_type: 'client_credentials', client_id: id, scope: 'reports:read' };
  const basic = (token: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${encodeURIComponent(token.toWellFormed())}`).toString('base64')}`,
  });
  return [
    {
      type: 'API key',
      takes: MANAGERS,
      valid: clinic.secret,
      where: 'GET /v1/projects/me',
      accepts: async (token) => ok(await anywhere('GET /v1/projects/me', { headers: bearer(token) })),
    },
    {
      type: 'client secret',
      valid: secret,
      where: 'POST /v1/auth/token, in the body',
      accepts: async (client_secret) => ok(await exchangeToken({ ...form, client_secret })),
    },
    {
      type: 'client secret',
      valid: secret,
      where: 'POST /v1/auth/token, in the header',
      accepts: async (token) =>
        ok(await exchangeToken({ grant_type: form.grant_type, scope: form.scope }, basic(token))),
    },
  ];
}

async function sessionPlaces(): Promise<Place[]> {
  await registerRedirect(clinic);
  const [one, two] = [await enrol(clinic), await makeVisitor(clinic)];
  const pkce = makePkce();
  const { body: tokens } = await redeem(two.person, await getCode(two, pkce.challenge), pkce.verifier);
  const other = makePkce();
  const code = await getCode(await makeVisitor(clinic), other.challenge);
  const refresh = (body: Record<string, string>) => anywhere('POST /v1/auth/refresh', { body });
  return [
    {
      type: 'refresh token',
      valid: one.envelope.refresh_token,
      where: 'POST /v1/auth/refresh',
      accepts: async (refresh_token) => ok(await refresh({ refresh_token })),
    },
    {
      type: 'refresh token',
      valid: tokens.refresh_token,
      where: 'POST /v1/auth/token',
      accepts: async (refresh_token) =>
        ok(await exchangeToken({ grant_type: 'refresh_token', refresh_token, client_id: clinic.projectId })),
    },
    {
      type: 'authorization code',
      valid: code,
      where: 'POST /v1/auth/token',
      accepts: async (given) => ok(await redeem(two.person, given, other.verifier)),
    },
    {
      type: 'ID token as a hint',
      jwt: true,
      valid: tokens.id_token,
      where: 'GET /v1/auth/end-session',
      accepts: async (id_token_hint) => {
        const query = { id_token_hint, client_id: clinic.projectId };
        return ok(await anywhere('GET /v1/auth/end-session', { query }));
      },
    },
  ];
}

async function challengePlaces(): Promise<Place[]> {
  const careful = await makeCareful(clinic);
  const person = await enrol(clinic);
  const headers = anonymously(clinic);
  const begun = await request('POST /v1/auth/passkey/login/options', { headers, body: {} });
  const credential = person.passkey.get(begun.body.options);
  const challenge = await challengeOf(careful);
  const emergency = await enrolEmergency(clinic);
  const grant = (await openByPasskey(emergency)).body;
  return [
    {
      type: 'break-glass token',
      takes: MANAGERS,
      valid: grant.access_token ?? grant.token,
      where: 'GET /v1/admin/break-glass',
      accepts: async (token) => ok(await anywhere('GET /v1/admin/break-glass', { headers: bearer(token) })),
    },
    {
      type: 'passkey challenge',
      valid: begun.body.request_id,
      where: 'POST /v1/auth/passkey/login/verify',
      accepts: async (request_id) =>
        ok(await anywhere('POST /v1/auth/passkey/login/verify', { headers, body: { request_id, credential } })),
    },
    {
      type: 'step-up challenge',
      valid: challenge,
      where: 'POST /v1/auth/step-up/options',
      accepts: async (id) => ok(await begin(clinic, id)),
    },
    {
      type: 'step-up challenge',
      valid: challenge,
      where: 'POST /v1/auth/step-up/verify',
      accepts: async (id) => ok(await answer(clinic, id, { method: 'totp', code: careful.app(0) })),
    },
  ];
}

beforeAll(async () => {
  clinic = await makeClinic({ settings: { passwords: 'on' } });
  jwks = (await request('GET /v1/auth/.well-known/jwks.json')).body;
  all = [
    ...(await accessTokenPlaces()),
    ...(await clientPlaces()),
    ...(await sessionPlaces()),
    ...(await challengePlaces()),
  ];
}, 120_000);

async function show({ type, where, accepts }: Place, [how, token]: Forgery): Promise<void> {
  shown++;
  places.add(`${type} at ${where}`);
  if (await accepts(token)) acceptedWrongly.push(`${type} at ${where}: ${how}`);
}

describe('at every place where a token is shown', () => {
  test('no other spelling of it is accepted', async () => {
    for (const place of all) for (const forgery of misspelt(place.valid)) await show(place, forgery);
    expect(acceptedWrongly).toEqual([]);
  }, 240_000);

  test('no forged one is accepted', async () => {
    const access = all.find(({ jwt }) => jwt)?.valid ?? '';
    for (const place of all) {
      const forgeries = forgedJwts(place.jwt ? place.valid : access, jwks.keys[0]);
      for (const forgery of forgeries) await show(place, forgery);
    }
    expect(acceptedWrongly).toEqual([]);
  }, 240_000);

  test('no token of another type is accepted', async () => {
    for (const place of all) {
      const taken = [place.type, ...(place.takes ?? [])];
      for (const { type, valid } of all) if (!taken.includes(type)) await show(place, [`the ${type}`, valid]);
    }
    expect(acceptedWrongly).toEqual([]);
  }, 240_000);
});

describe('on every route that takes a bearer token', () => {
  const taking = allRoutes.filter(({ contract: { auth } }) =>
    auth.some((kind) => kind === 'user' || kind === 'operator' || kind === 'secret_key'),
  );
  type Shape = { def: { shape: Record<string, { safeParse(value: unknown): { success: boolean } }> } };

  function paramsOf(schema: unknown): Record<string, string> {
    const kinds = Object.keys(ID_PREFIXES) as (keyof typeof ID_PREFIXES)[];
    const shape = schema ? (schema as Shape).def.shape : {};
    return Object.fromEntries(
      Object.entries(shape).map(([name, one]) => {
        const ids = kinds.map((kind) => newId(kind, new Date()));
        return [name, ids.find((id) => one.safeParse(id).success) ?? ''];
      }),
    );
  }

  test.each(taking.map((route) => [route.name, route] as const))(
    '%s refuses forged ones',
    async (name, { contract }) => {
      const access = all.find(({ jwt }) => jwt)?.valid ?? '';
      const few = forgedJwts(access, jwks.keys[0]).filter(([how]) =>
        /^(alg none, no|HS256 with its (PEM|bytes)$|another key|no signature$|9 KiB|another sub)/.test(how),
      );
      const codes = new Set<string>();
      for (const [, token] of [...few, ...misspelt(clinic.secret).filter(([how]) => how.startsWith('another'))]) {
        shown++;
        const { params, body } = contract;
        const reply = await anywhere(name, {
          headers: bearer(token),
          params: paramsOf(params),
          ...(body && { body: {} }),
        });
        codes.add(`${reply.status} ${reply.body?.code}`);
      }
      places.add(name);
      expect([...codes]).toEqual(['401 unauthenticated']);
    },
  );
});

test('each is accepted as it was issued', async () => {
  const refused: string[] = [];
  // What is used up by being accepted comes to its turn once.
  for (const { type, where, valid, accepts } of all) if (!(await accepts(valid))) refused.push(`${type} at ${where}`);
  expect(refused).toEqual([]);
});

afterAll(() => {
  console.log(`T14: ${shown} forged or misspelt tokens in ${places.size} places, ${acceptedWrongly.length} accepted`);
});
