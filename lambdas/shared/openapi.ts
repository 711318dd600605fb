/** The OpenAPI 3.1 description of a route table. Pure: the same table gives the same document. */
import * as z from 'zod/mini';
import type { Route } from '../routes.ts';
import { SESSION_ERRORS } from '../session/session.ts';
import { type Contract, eventsOf } from './contract.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import type { Auth } from './principal.ts';

type Json = { [name: string]: unknown };
type Schema = z.ZodMiniType;

const SECURITY: Record<Auth, { readonly scheme: string; readonly definition: Json } | undefined> = {
  public: undefined,
  secret_key: {
    scheme: 'secretKey',
    definition: {
      type: 'http',
      scheme: 'bearer',
      description: 'A secret key of the project: `sk_live_…`, `sk_test_…`.',
    },
  },
  user: {
    scheme: 'accessToken',
    definition: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: "A user's access token." },
  },
  operator: {
    scheme: 'operatorToken',
    definition: {
      type: 'http',
      scheme: 'bearer',
      description: 'The access token of a user who holds an administrative role, or the token of a break-glass grant.',
    },
  },
  client: {
    scheme: 'client',
    definition: { type: 'http', scheme: 'basic', description: 'A machine client: `mci_…` and its secret `msc_…`.' },
  },
  anonymous: {
    scheme: 'project',
    definition: { type: 'apiKey', in: 'header', name: 'X-Authio-Project', description: 'The id of the project.' },
  },
};

const HEADERS: Record<string, Json> = {
  RequestId: { description: 'Also in the audit event; quote it to support.', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds.', schema: { type: 'integer' } },
  Authenticate: { description: 'RFC 9110 §11.6.1.', schema: { type: 'string' } },
};

const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['code', 'message', 'request_id'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    request_id: { type: 'string' },
    challenge_id: { type: 'string', description: 'With `step_up_required`: what to answer.' },
    methods: { type: 'array', items: { type: 'string' }, description: 'With `step_up_required`: by which means.' },
    expires_at: { type: 'string', format: 'date-time', description: 'With `step_up_required`: until when.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

/** Formats that JSON Schema defines say enough without zod's pattern for them. */
const KNOWN_FORMATS = ['date-time', 'email'];

/** Answers may gain members, so what we answer is never described as closed. */
function schemaOf(schema: Schema, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override({ jsonSchema }) {
      if (KNOWN_FORMATS.includes(jsonSchema.format ?? '')) delete jsonSchema.pattern;
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return rest;
}

function parameters(place: 'path' | 'query', schema: Schema | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: one,
  }));
}

/** What the platform itself may answer, whatever the contract says (`http.ts`). */
function impliedErrors({ auth, params, query, body, budgets, impersonation }: Contract): ErrorCode[] {
  const closed = !auth.includes('public');
  const personal = auth.includes('user') || auth.includes('operator');
  const codes: (ErrorCode | false | undefined)[] = [
    (params ?? query ?? body) && 'validation_failed',
    body && 'malformed_request',
    body && 'too_large',
    body && 'unsupported_media_type',
    auth.includes('anonymous') && 'project_required',
    budgets && 'rate_limited',
    closed && 'unauthenticated',
    closed && 'forbidden',
    closed && 'unavailable',
    'internal_error',
    personal && impersonation !== 'read' && 'impersonation_forbidden',
    ...(personal ? SESSION_ERRORS : []),
  ];
  return codes.filter((code): code is ErrorCode => typeof code === 'string');
}

function headersOf(status: number): Json {
  const named: Json = { 'x-request-id': ref('headers', 'RequestId') };
  if (status === 401) named['www-authenticate'] = ref('headers', 'Authenticate');
  if (status === 429 || status === 503) named['retry-after'] = ref('headers', 'RetryAfter');
  return named;
}

/** The codes that a route may answer with, by status. */
function codesByStatus(contract: Contract): Map<number, ErrorCode[]> {
  const codes = [...new Set([...contract.errors, ...impliedErrors(contract)])].sort();
  return Map.groupBy(codes, (code) => ERRORS[code][0]);
}

/** Routes with the same codes share one response; its name is made of them. */
const failureName = (codes: readonly ErrorCode[]): string => codes.join('-');

const failure = (status: number, codes: readonly ErrorCode[]): Json => ({
  description: codes.map((code) => `\`${code}\`: ${ERRORS[code][1]}`).join('\n\n'),
  headers: headersOf(status),
  content: {
    'application/json': { schema: { allOf: [ref('schemas', 'Error'), { properties: { code: { enum: codes } } }] } },
  },
});

const failures = (contract: Contract): Json =>
  Object.fromEntries(
    [...codesByStatus(contract)].map(([status, codes]) => [status, ref('responses', failureName(codes))]),
  );

function sharedResponses(contracts: readonly Contract[]): Json {
  const all = contracts.flatMap((contract) => [...codesByStatus(contract)]);
  const named = all.map(([status, codes]) => [failureName(codes), failure(status, codes)] as const);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const SUCCESS: Readonly<Record<string, string>> = { 200: 'Done.', 201: 'Made.', 202: 'Accepted.', 204: 'Done.' };

const FILE = { schema: { type: 'string', format: 'binary' } } as const;

function successes({ replies, files = {} }: Contract): Json {
  const fileOf = (media: string | undefined) => (media === undefined ? {} : { [media]: FILE });
  const responses = Object.entries(replies).map(([status, schema]) => [
    status,
    {
      description: SUCCESS[status] ?? 'Done.',
      headers: headersOf(Number(status)),
      ...(schema && {
        content: { 'application/json': { schema: schemaOf(schema, 'output') }, ...fileOf(files[Number(status)]) },
      }),
    },
  ]);
  return Object.fromEntries(responses);
}

const MEDIA_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;

const camel = (text: string): string => text.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function operation(path: string, { id, contract }: Route, isAlias: boolean): Json {
  const [area = '', last = ''] = id.split('/');
  const schemes = contract.auth.flatMap((kind) => SECURITY[kind]?.scheme ?? []);
  const { summary, scopes = [], body, bodyForm = 'json' } = contract;
  return {
    operationId: isAlias ? camel(`${last}-at-${path.split('/')[2]}`) : camel(last),
    summary,
    ...(scopes.length > 0 && { description: `Scopes: ${scopes.map((scope) => `\`${scope}\``).join(', ')}.` }),
    tags: [area],
    security: schemes.map((scheme) => ({
      [scheme]: scheme === 'secretKey' || scheme === 'operatorToken' ? scopes : [],
    })),
    parameters: [...parameters('path', contract.params), ...parameters('query', contract.query)],
    ...(body && {
      requestBody: { required: true, content: { [MEDIA_TYPES[bodyForm]]: { schema: schemaOf(body, 'input') } } },
    }),
    responses: { ...successes(contract), ...failures(contract) },
    'x-audit-events': eventsOf(contract),
  };
}

/** @param version of the software, in `info`. */
export function openapi(routes: Readonly<Record<string, Route>>, version: string): Json {
  const paths: { [path: string]: Json } = {};
  const seen = new Set<string>();
  for (const [route, { id, contract }] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ');
    // Browsers send preflights by themselves; no client is written for them.
    if (method === 'OPTIONS') continue;
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(path, { id, contract }, seen.has(id)) };
    seen.add(id);
  }
  const areas = [...new Set(Object.values(routes).map(({ id }) => id.split('/')[0]))].sort();
  const kinds = new Set(Object.values(routes).flatMap(({ contract }) => contract.auth));
  const schemes = [...kinds].sort().flatMap((kind) => {
    const one = SECURITY[kind];
    return one ? [[one.scheme, one.definition] as const] : [];
  });
  return {
    openapi: '3.1.1',
    info: {
      title: 'Hale',
      version,
      description: 'Authentication for healthcare software, deployed into your own AWS account.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The deployment that serves this document.' }],
    tags: areas.map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: Object.fromEntries(schemes),
      headers: HEADERS,
      responses: sharedResponses(Object.values(routes).map(({ contract }) => contract)),
      schemas: { Error: ERROR_SCHEMA },
    },
  };
}
