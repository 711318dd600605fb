import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routes } from '../../../lambdas/routes.ts';
import { ERRORS } from '../../../lambdas/shared/errors.ts';
import { openapi } from '../../../lambdas/shared/openapi.ts';
import { openapiText } from '../../../lib/openapi-text.ts';

interface Operation {
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: { 'application/json': { schema: { additionalProperties?: unknown } } } };
  responses: Record<string, { $ref?: string }>;
  'x-audit-events': string[];
}
const document = openapi(routes, '1.2.3') as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, { headers: object }> };
};
const at = (name: keyof typeof routes): Operation => {
  const [method = '', path = ''] = name.split(' ');
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${name} is not described`);
  return operation;
};
/** Browsers send preflights by themselves; no client is written for them. */
const described = (Object.keys(routes) as (keyof typeof routes)[]).filter((name) => !name.startsWith('OPTIONS '));
const operations = described.map(at);

test('docs/openapi.json is what the routes say; `npm run openapi` writes it', () => {
  const same = readFileSync('docs/openapi.json', 'utf8') === openapiText();
  expect(same, 'docs/openapi.json is out of date: run `npm run openapi` and read its diff').toBe(true);
});

test('every route is described, under an operation id of its own', () => {
  expect(Object.values(document.paths).flatMap((path) => Object.keys(path))).toHaveLength(described.length);
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[a-z][A-Za-z0-9]+$/.test(id))).toBe(true);
  expect(at('POST /v1/api-keys')).toMatchObject({ operationId: 'createApiKey', tags: ['api-key'] });
});

test('security names the scheme, and the scopes of a secret key', () => {
  expect(at('PATCH /v1/users/{id}').security).toEqual([
    { secretKey: ['users:write'] },
    { operatorToken: ['users:write'] },
  ]);
  expect(at('GET /v1/health').security).toEqual([]);
});

test('parameters and bodies are those of the contracts, and unknown members are refused', () => {
  expect(at('DELETE /v1/organizations/{org}/memberships/{id}').parameters).toMatchObject([
    { name: 'org', in: 'path', required: true, schema: { type: 'string', pattern: expect.stringContaining('org_') } },
    { name: 'id', in: 'path', required: true },
  ]);
  expect(at('GET /v1/users').parameters).toMatchObject([
    { name: 'email', required: false },
    { name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } },
    { name: 'cursor', required: false },
  ]);
  const body = at('POST /v1/users').requestBody?.content['application/json'].schema;
  expect(body).toMatchObject({ required: ['email'], additionalProperties: false });
});

test('what we answer is not closed: it may gain members', () => {
  const answers = operations.flatMap(({ responses }) => Object.entries(responses).filter(([status]) => status < '300'));
  expect(JSON.stringify(answers)).not.toContain('"additionalProperties":false');
});

test('an answer lists every code that it may carry, with what the platform adds', () => {
  const { responses } = at('POST /v1/organizations');
  expect(Object.keys(responses)).toEqual(['201', '400', '401', '403', '404', '409', '413', '415', '500', '503']);
  expect(responses['409']).toEqual({ $ref: '#/components/responses/conflict-slug_taken' });
  const shared = document.components.responses;
  expect(JSON.stringify(shared['conflict-slug_taken'])).toContain('"enum":["conflict","slug_taken"]');
  expect(shared.unavailable?.headers).toHaveProperty('retry-after');
  expect(shared.unauthenticated?.headers).toHaveProperty('www-authenticate');
});

test('every declared code exists, and nothing inside is named', () => {
  const text = JSON.stringify(document);
  for (const [, code = ''] of text.matchAll(/`([a-z_.]+)`: /g)) expect(ERRORS).toHaveProperty([code]);
  expect(text).not.toMatch(/IDENTITY_TABLE|arn:aws|\/work\//);
});

test('the same table gives the same document', () => {
  expect(openapi(routes, '1.2.3')).toEqual(document);
});
