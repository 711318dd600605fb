import { globSync } from 'node:fs';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { anAgreement } from '../dynamodb/agreements.ts';
import { allRoutes, client, type RouteName, request } from '../dynamodb/api.ts';
import { makeOperator } from '../dynamodb/operators.ts';
import { makeClinic } from '../dynamodb/people.ts';
import { VALID } from '../dynamodb/valid-bodies.ts';
import { database, makeProject, TABLES } from '../dynamodb/world.ts';

const { SCOPES } = await import('../../lambdas/shared/principal.ts');
const { PERMISSIONS, ROLES } = await import('../../lambdas/operator/operator.ts');
const { ID_PREFIXES, newId } = await import('../../lambdas/shared/ids.ts');

const closed = allRoutes.filter(({ contract }) => !contract.auth.includes('public'));
const keyed = allRoutes.filter(({ contract }) => contract.auth.includes('secret_key'));
/** The token endpoint takes forms and clients' secrets: code-flow.test.ts and m2m-clients.test.ts meet it. */
const ofClients = ({ contract }: (typeof allRoutes)[number]) => contract.auth.includes('client');
/** Users' own routes are met with their tokens in user-routes.test.ts. */
const withBody = closed
  .filter((route) => !ofClients(route))
  .filter(({ contract: { auth, body } }) => body && auth.some((kind) => kind !== 'user'));
const table = <T extends { name: RouteName }>(list: readonly T[]) => list.map((route) => [route.name, route] as const);

const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => name ?? '');
type Shape = { def: { shape: Record<string, { safeParse(value: unknown): { success: boolean } }> } };
const shapeOf = (schema: unknown) => (schema ? (schema as Shape).def.shape : {});

/** An id of the right kind for each path parameter, taken from `ids` where there is one. */
function paramsFor({ contract }: (typeof allRoutes)[number], ids: Record<string, string> = {}): Record<string, string> {
  const kinds = Object.keys(ID_PREFIXES) as (keyof typeof ID_PREFIXES)[];
  return Object.fromEntries(
    Object.entries(shapeOf(contract.params)).map(([name, schema]) => {
      const kind = kinds.find((one) => schema.safeParse(newId(one, new Date())).success);
      if (!kind) throw new Error(`path parameter ${name} is not an id`);
      return [name, ids[kind] ?? newId(kind, new Date())];
    }),
  );
}

describe('the table', () => {
  test('names every folder that has a contract, and no other', () => {
    const folders = globSync('lambdas/*/*/contract.ts').map((file) => file.split('/').slice(1, 3).join('/'));
    expect([...new Set(allRoutes.map(({ id }) => id))].sort()).toEqual(folders.sort());
  });

  test.each(table(allRoutes))('%s: path and contract agree, and a handler is there', async (_, route) => {
    expect(Object.keys(shapeOf(route.contract.params)).sort()).toEqual(namesIn(route.path).sort());
    expect(route.contract.auth.length).toBeGreaterThan(0);
    expect(globSync(`lambdas/${route.id}/handler.ts`)).toHaveLength(1);
    const file = await import(
      /* @vite-ignore */ new URL(`../../lambdas/${route.id}/contract.ts`, import.meta.url).pathname
    );
    expect(Object.keys(file)).toHaveLength(1);
    expect(Object.values(file)).toEqual([route.contract]);
  });

  test.each(table(allRoutes))('%s: what writes events belongs to a project', (_, { contract }) => {
    if (contract.events.length > 0) expect(contract.auth).not.toContain('public');
  });

  test.each(table(keyed))('%s: a secret key needs a scope', (_, { contract }) => {
    expect(contract.scopes?.length).toBeGreaterThan(0);
  });
});

describe('who may call', async () => {
  const bodyOf = ({ contract }: (typeof allRoutes)[number]) => (contract.body ? { body: {} } : {});

  test.each(table(closed))('%s: nobody without credentials', async (name, route) => {
    const answer = await request(name, { params: paramsFor(route), ...bodyOf(route) });
    const anonymous = route.contract.auth.includes('anonymous');
    expect(answer).toMatchObject(
      anonymous
        ? { status: 400, body: { code: 'project_required' } }
        : { status: 401, body: { code: 'unauthenticated' } },
    );
  });

  test.each(table(closed))('%s: nobody with wrong credentials', async (name, route) => {
    const { secret } = await makeProject();
    const wrong = [
      `${secret.slice(0, -1)}x`,
      secret.replace(/[0-9a-f]{64}/, 'a'.repeat(64)),
      'eyJhbGciOiJub25lIn0.e30.',
      'x',
    ];
    for (const key of wrong) {
      const answer = await request(name, { key, params: paramsFor(route), ...bodyOf(route) });
      const code = ofClients(route) ? 'invalid_client' : 'unauthenticated';
      expect(answer).toMatchObject({ status: 401, body: { code } });
    }
    const basic = await request(name, {
      headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
      params: paramsFor(route),
      ...bodyOf(route),
    });
    expect(basic.status).toBe(401);
  });

  test('a secret key that lacks one scope is refused exactly where that one is needed (T10)', {
    timeout: 120_000,
  }, async () => {
    const call = client((await makeProject()).secret);
    const needed: Record<string, string[]> = {};
    for (const scope of SCOPES) {
      const { secret } = (
        await call('POST /v1/api-keys', { body: { name: scope, scopes: SCOPES.filter((other) => other !== scope) } })
      ).body;
      for (const route of keyed) {
        const answer = await request(route.name, {
          key: secret,
          params: paramsFor(route),
          ...(route.contract.body && { body: '[' }),
        });
        if (answer.status === 403) needed[route.name] = [...(needed[route.name] ?? []), scope];
      }
    }
    const declared = keyed.map(({ name, contract }) => [name, [...(contract.scopes ?? [])].sort()]);
    expect(needed).toEqual(Object.fromEntries(declared));
  });
});

describe('malformed requests', () => {
  interface Caller {
    readonly key?: string;
    readonly headers: Record<string, string>;
  }

  /** One of each role at most, and of that project one whom the route is open to. */
  const operators = new Map<string, Promise<string>>();
  function operatorFor({ scopes = [] }: (typeof allRoutes)[number]['contract']): Promise<string> {
    const role = ROLES.find((one) => scopes.every((scope) => PERMISSIONS[one].includes(scope))) ?? 'owner';
    const known = operators.get(role);
    const token = known ?? makeClinic().then(async (clinic) => (await makeOperator(clinic, role)).token);
    operators.set(role, token);
    return token;
  }

  async function caller({ contract }: (typeof allRoutes)[number]): Promise<Caller> {
    const { project_id, secret } = await makeProject();
    if (contract.auth.includes('secret_key')) return { key: secret, headers: {} };
    if (contract.auth.includes('operator')) return { key: await operatorFor(contract), headers: {} };
    return { headers: { 'x-authio-project': project_id } };
  }

  const BAD: readonly (readonly [what: string, body: string])[] = [
    ['no JSON', '{"a":'],
    ['a member twice', '{"email":"a@example.com","email":"b@example.com"}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"x"'],
    [
      'numbers for everything',
      '{"email":1,"name":2,"role":3,"user_id":4,"request_id":5,"require_mfa":6,"scopes":7,"refresh_token":8,"organization_id":9}',
    ],
  ];

  test.each(table(withBody))(
    '%s: a body that is malformed, too large or of another type is refused',
    async (name, route) => {
      const who = await caller(route);
      const params = paramsFor(route);
      for (const [what, body] of BAD) {
        const { status } = await request(name, { ...who, params, body });
        expect([what, status]).toEqual([what, 400]);
      }
      const large = await request(name, { ...who, params, body: { name: 'x'.repeat(300_000) } });
      expect(large).toMatchObject({ status: 413, body: { code: 'too_large' } });
      const headers = { ...who.headers, 'content-type': 'text/plain' };
      const typed = await request(name, { ...who, headers, params, body: '{}' });
      expect(typed).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    },
  );

  test.each(table(keyed.filter(({ contract }) => contract.params)))(
    '%s: an id of another form is refused',
    async (name, route) => {
      const { secret } = await makeProject();
      for (const id of ['', 'x', '../../etc/passwd', 'org_#', `user_${'0'.repeat(25)}I`, 'evt_'.repeat(100)]) {
        const params = Object.fromEntries(namesIn(route.path).map((one) => [one, id]));
        const body = route.contract.body ? { body: {} } : {};
        expect((await request(name, { key: secret, params, ...body })).status).toBe(400);
      }
    },
  );
});

describe('the tenant boundary (T9)', () => {
  async function everything(): Promise<unknown[]> {
    const rows: unknown[] = [];
    for await (const page of paginateScan({ client: database }, { TableName: TABLES.identity }))
      rows.push(...(page.Items ?? []));
    return rows;
  }

  test("another project's object is not there, on every route that names one, and nothing is written", async () => {
    const victim = client((await makeProject()).secret);
    const { body: user } = await victim('POST /v1/users', { body: { email: 'victim@example.com' } });
    const { body: organization } = await victim('POST /v1/organizations', { body: { name: 'Victim' } });
    const { body: key } = await victim('POST /v1/api-keys', { body: { name: 'victim' } });
    const { body: membership } = await victim('POST /v1/organizations/{org}/memberships', {
      params: { org: organization.id },
      body: { user_id: user.id },
    });
    const event = (await victim('GET /v1/events')).body.data[0];
    const made = async (route: RouteName, body: object): Promise<string> => (await victim(route, { body })).body.id;
    const now = new Date().toISOString();
    const asked = { kind: 'access', framework: 'hipaa', requested_by: 'A patient', notes: 'All of it' };
    const breach = { title: 'Stolen key', summary: 'A key was stolen.', discovered_at: now, occurred_from: now };
    const ids = {
      dsr: await made('POST /v1/compliance/dsr', asked),
      breach: await made('POST /v1/admin/breaches', breach),
      agreement: await made('POST /v1/compliance/agreements', anAgreement()),
      user: user.id,
      organization: organization.id,
      key: key.id,
      membership: membership.id,
      event: event.id,
    };

    const { secret } = await makeProject();
    const own = (await request('POST /v1/users', { key: secret, body: { email: 'mallory@example.com' } })).body.id;
    const before = await everything();
    const named = keyed.filter(({ contract }) => contract.params);
    const statuses: [string, number][] = [];
    for (const route of named) {
      const fallback = route.name.startsWith('POST') ? { user_id: own } : {};
      const body = route.contract.body ? { body: VALID[route.name] ?? fallback } : {};
      const answer = await request(route.name, { key: secret, params: paramsFor(route, ids), ...body });
      const absent = await request(route.name, { key: secret, params: paramsFor(route), ...body });
      statuses.push([route.name, answer.status]);
      expect({ ...answer.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' });
    }
    expect(Object.values(ids)).not.toContain(undefined);
    expect(statuses).toEqual(named.map(({ name }) => [name, 404]));
    expect(await everything()).toEqual(before);
  });
});
