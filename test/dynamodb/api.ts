/**
 * Calls an endpoint by its line in the route table, and holds the answer against its contract: a status, a body or an
 * error code that is not declared fails the test that meets it.
 */
import { expect } from 'vitest';
import { bearer, call, type Reply, type Request } from './world.ts';

const { routes } = await import('../../lambdas/routes.ts');
const { openapi } = await import('../../lambdas/shared/openapi.ts');
type Contract = import('../../lambdas/shared/contract.ts').Contract;
type Route = import('../../lambdas/routes.ts').Route;

export type RouteName = keyof typeof routes;
export const allRoutes = Object.entries<Route>(routes).map(([name, route]) => {
  const [method = '', path = ''] = name.split(' ');
  return { name: name as RouteName, method, path, ...route };
});

const { ID_PREFIXES, newId } = await import('../../lambdas/shared/ids.ts');
const KINDS = Object.keys(ID_PREFIXES) as (keyof typeof ID_PREFIXES)[];
interface Shape {
  readonly def: { readonly shape: Record<string, { safeParse(value: unknown): { success: boolean } }> };
}

/** An id of the right kind for each path parameter: of `ids` where there is one, else of nobody and nothing. */
export function paramsFor({ params }: Contract, ids: Record<string, string> = {}): Record<string, string> {
  const shape = params ? (params as unknown as Shape).def.shape : {};
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => {
      const kind = KINDS.find((one) => schema.safeParse(newId(one, new Date())).success);
      if (!kind) throw new Error(`path parameter ${name} is not an id`);
      return [name, ids[kind] ?? newId(kind, new Date())];
    }),
  );
}

interface Description {
  readonly paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }> }>>;
  readonly components: { responses: Record<string, { content: { 'application/json': { schema: ErrorSchema } } }> };
}
interface ErrorSchema {
  readonly allOf: readonly [unknown, { properties: { code: { enum: string[] } } }];
}
const { paths, components } = openapi(routes, 'test') as unknown as Description;

function codesOf(method: string, path: string, status: number): string[] {
  const name = paths[path]?.[method.toLowerCase()]?.responses[status]?.$ref?.split('/').at(-1) ?? '';
  return components.responses[name]?.content['application/json'].schema.allOf[1].properties.code.enum ?? [];
}

function expectDeclared(method: string, path: string, contract: Contract, { status, body, headers }: Reply): void {
  if (status < 400) {
    expect(Object.keys(contract.replies)).toContain(String(status));
    if (contract.files?.[status] && headers['content-type'] === contract.files[status]) return;
    const schema = contract.replies[status];
    if (schema) expect(schema.safeParse(body).error?.issues ?? []).toEqual([]);
    return;
  }
  expect(codesOf(method, path, status)).toContain(body.code);
  expect(body).toMatchObject({ message: expect.any(String), request_id: expect.stringMatching(/^req_/) });
}

export async function request(name: RouteName, { key, ...rest }: Request & { key?: string } = {}): Promise<Reply> {
  const { id, contract }: Route = routes[name];
  const file = new URL(`../../lambdas/${id}/handler.ts`, import.meta.url).pathname;
  const { handler } = await import(/* @vite-ignore */ file);
  const [method = '', path = ''] = name.split(' ');
  const headers = { ...(key && bearer(key)), ...rest.headers };
  const reply = await call(handler, { ...rest, method, path, headers });
  expectDeclared(method, path, contract, reply);
  return reply;
}

/** The endpoints as one project's secret key sees them. */
export const client =
  (key: string) =>
  (name: RouteName, rest: Request = {}): Promise<Reply> =>
    request(name, { key, ...rest });
