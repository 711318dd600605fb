/**
 * Turns an endpoint into a Lambda behind an HTTP API: limits, principal, scope, contract, reply. The only place that
 * knows HTTP. Whatever goes wrong inside, the client gets a code of `errors.ts` and a request id, and nothing else.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { countRefusal } from '../abuse/count-refusal.ts';
import { guard } from '../abuse/guard.ts';
import type { EventDraft } from '../audit/event.ts';
import { confine } from '../break-glass/confine.ts';
import { bar } from '../impersonation/bar.ts';
import type { Project } from '../project/project.ts';
import { getProject } from '../project/project-store.ts';
import { carryInCookie, isCookieMode, isOwnPage } from '../session/session-cookie.ts';
import { authenticate } from './authenticate.ts';
import { isUnavailable } from './aws/unavailable.ts';
import type { Change } from './change.ts';
import { type Committed, Unavailable, writer } from './commit.ts';
import { accessOf, type Contract, type Endpoint, type RequestFacts } from './contract.ts';
import { crossOriginHeaders } from './cross-origin.ts';
import { requireVariables, variable } from './environment.ts';
import { ERRORS, type ErrorCode, type Refused } from './errors.ts';
import { newId } from './ids.ts';
import { parseJson } from './json.ts';
import { logger } from './logger.ts';
import type { Principal } from './principal.ts';
import { err, ok, type Result } from './result.ts';

const MAX_BODY_BYTES = 256 * 1024;

const HEADERS = {
  'cache-control': 'no-store',
  'content-type': 'application/json',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
} as const;

interface Issue {
  readonly path: string;
  readonly message: string;
}
interface Failure extends Refused {
  readonly errors?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
}
interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

function answer(id: string, { status, body, headers, cookies }: Answer): APIGatewayProxyStructuredResultV2 {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    statusCode: status,
    headers: { ...HEADERS, 'x-request-id': id, ...headers },
    body: status === 204 || body === undefined ? '' : text,
    ...(cookies && { cookies: [...cookies] }),
  };
}

/** RFC 6749 §5.2 knows few codes; what it has none for is told by the one that comes nearest. */
const OAUTH_ERRORS: Partial<Record<ErrorCode, string>> = {
  invalid_client: 'invalid_client',
  invalid_grant: 'invalid_grant',
  invalid_scope: 'invalid_scope',
  unsupported_grant_type: 'unsupported_grant_type',
  invalid_refresh_token: 'invalid_grant',
  token_consumed: 'invalid_grant',
  session_expired: 'invalid_grant',
  unauthenticated: 'invalid_token',
  unavailable: 'temporarily_unavailable',
  internal_error: 'server_error',
};

function failure(
  id: string,
  { code, errors, retryAfterS = 1, challenge, headers: more }: Failure,
  dialect?: 'oauth',
): APIGatewayProxyStructuredResultV2 {
  const [status, message] = ERRORS[code];
  const headers: Record<string, string> = { ...more };
  if (status === 503 || status === 429) headers['retry-after'] = String(retryAfterS);
  if (status === 401) headers['www-authenticate'] = code === 'invalid_client' ? 'Basic' : 'Bearer';
  const told = { code, message, request_id: id, ...(errors && { errors }), ...challenge };
  if (dialect === undefined) return answer(id, { status, headers, body: told });
  const error = OAUTH_ERRORS[code] ?? (status < 500 ? 'invalid_request' : 'server_error');
  return answer(id, { status, headers, body: { error, error_description: message, ...told } });
}

const BODY_TYPES = {
  json: /^application\/json\s*(;|$)/i,
  form: /^application\/x-www-form-urlencoded\s*(;|$)/i,
} as const;
const MAX_FORM_MEMBERS = 100;

/** RFC 6749 §3.2: parameters must not be repeated. */
function parseForm(text: string): Result<unknown, 'malformed_request'> {
  const pairs = [...new URLSearchParams(text)];
  const names = new Set(pairs.map(([name]) => name));
  if (pairs.length > MAX_FORM_MEMBERS || names.size < pairs.length || names.has('__proto__'))
    return err('malformed_request');
  return ok(Object.fromEntries(pairs));
}

/** The body as text; malformed, compressed, oversize or differently typed bodies are refused before parsing. */
function readBody(event: APIGatewayProxyEventV2, form: 'json' | 'form'): Result<unknown, ErrorCode> {
  if (event.body === undefined || event.body === '') return ok({});
  if (event.body.length > MAX_BODY_BYTES * 2) return err('too_large');
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > MAX_BODY_BYTES) return err('too_large');
  const type = event.headers['content-type'];
  if (!BODY_TYPES[form].test(type ?? '') || event.headers['content-encoding']) return err('unsupported_media_type');
  return form === 'json' ? parseJson(bytes.toString('utf8')) : parseForm(bytes.toString('utf8'));
}

function validate(place: string, schema: z.ZodMiniType | undefined, input: unknown): Result<unknown, Issue[]> {
  if (!schema) return ok({});
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  return err(
    parsed.error.issues.map(({ path, code, message, ...rest }) => ({
      path: [place, ...path].join('.'),
      message: code === 'unrecognized_keys' ? `unknown: ${(rest as { keys?: string[] }).keys?.join(', ')}` : message,
    })),
  );
}

function facts(event: APIGatewayProxyEventV2, id: string): RequestFacts {
  const { sourceIp, userAgent } = event.requestContext.http;
  const cookies = Object.fromEntries(
    (event.cookies ?? []).map((cookie) => {
      const [name = '', ...value] = cookie.split('=');
      return [name.trim(), value.join('=')];
    }),
  );
  return { id, ip: sourceIp || undefined, userAgent: userAgent || undefined, headers: event.headers, cookies };
}

type Commit = <E extends ErrorCode>(
  changes: readonly Change<E>[],
  events: EventDraft | readonly [EventDraft, ...EventDraft[]],
) => Promise<Result<Committed, E>>;

export function http<C extends Contract>(contract: C, endpoint: Endpoint<C>) {
  requireVariables(accessOf(contract));

  /** @param seen is told which project it is, as soon as that is known. */
  async function serve(
    event: APIGatewayProxyEventV2,
    request: RequestFacts,
    now: Date,
    seen: { project?: Project },
  ): Promise<Result<Answer, Failure>> {
    const body = contract.body ? readBody(event, contract.bodyForm ?? 'json') : ok({});
    if (!body.ok && body.error === 'too_large') return err({ code: body.error });

    const authenticated = await authenticate(
      contract,
      request,
      now,
      body.ok ? body.value : undefined,
      event.queryStringParameters,
    );
    if (!authenticated.ok) {
      const forged = authenticated.error === 'unauthenticated' && request.headers.authorization !== undefined;
      if (forged && accessOf(contract).includes('ephemeral:spend')) await countRefusal(request, now);
      return err({ code: authenticated.error });
    }
    const principal: Principal = authenticated.value;
    const scoped = principal.kind === 'secret_key' || principal.kind === 'operator';
    if (scoped && contract.scopes?.some((scope) => !principal.scopes.includes(scope)))
      return err({ code: 'forbidden' });
    const within =
      contract.budgets && principal.kind !== 'public'
        ? guard(contract.budgets, principal.projectId, request.ip, now)
        : undefined;
    const project = principal.kind === 'public' ? undefined : await getProject(principal.projectId, now);
    if (!project && principal.kind !== 'public') return err({ code: 'unauthenticated' });
    if (project) seen.project = project;
    if (project && isCookieMode(request) && !isOwnPage(request, project, variable('ISSUER')))
      return err({ code: 'forbidden' });

    const context = { principal, requestId: request.id, ip: request.ip, userAgent: request.userAgent, now };
    const commit: Commit = async (changes, events) => {
      if (!project) throw new Error('a public route has no project to commit to');
      return writer.commit(project, context, changes, events);
    };
    const barred = await bar(contract, principal, event.routeKey, commit);
    if (!barred.ok) return err({ code: barred.error });

    if (!body.ok) return err({ code: body.error });
    const parts = {
      params: validate('path', contract.params, event.pathParameters ?? {}),
      query: validate('query', contract.query, event.queryStringParameters ?? {}),
      body: validate('body', contract.body, body.value),
    };
    const errors = Object.values(parts).flatMap((part) => (part.ok ? [] : part.error));
    if (!parts.params.ok || !parts.query.ok || !parts.body.ok) return err({ code: 'validation_failed', errors });
    const confined = confine(principal.kind === 'operator' ? principal.grant : undefined, {
      params: parts.params.value,
      query: parts.query.value,
      body: parts.body.value,
    });
    if (!confined.ok) return err({ code: confined.error });

    const values = { params: parts.params.value, query: parts.query.value, body: parts.body.value };
    const run = (commit: Commit) =>
      (endpoint as Endpoint<Contract>)({
        ...values,
        principal: principal as never,
        project: project as never,
        request,
        now,
        commit,
        prepare: (scope) => writer.prepare(scope),
      });
    const { result, headers } =
      within && project
        ? await within({ project, now, commit }, run)
        : { result: await run(commit), headers: undefined };
    if (result.ok) return ok({ ...carryInCookie(result.value), headers: { ...headers, ...result.value.headers } });
    const refused = typeof result.error === 'string' ? { code: result.error } : result.error;
    return err({ ...refused, ...(headers && { headers }) });
  }

  return async (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> => {
    const now = new Date();
    const id = newId('request', now);
    const seen: { project?: Project } = {};
    const started = performance.now();
    let reply: APIGatewayProxyStructuredResultV2;
    let code: ErrorCode | undefined;
    try {
      const result = await serve(event, facts(event, id), now, seen);
      code = result.ok ? undefined : result.error.code;
      const told = result.ok ? answer(id, result.value) : failure(id, result.error, contract.dialect);
      const project = contract.auth.includes('public') ? 'public' : seen.project;
      const readers = await crossOriginHeaders(event.headers.origin, project, now);
      reply = { ...told, headers: { ...readers, ...told.headers } };
    } catch (error) {
      code = error instanceof Unavailable || isUnavailable(error) ? 'unavailable' : 'internal_error';
      logger.error('request failed', {
        request_id: id,
        error_name: error instanceof Error ? error.name : 'unknown',
        stack: stackOf(error),
      });
      reply = failure(id, { code }, contract.dialect);
    }
    logger.info('request', {
      request_id: id,
      aws_request_id: context.awsRequestId,
      route: event.routeKey,
      status: reply.statusCode,
      code,
      ms: Math.round(performance.now() - started),
    });
    return reply;
  };
}

/** Where in our code it failed, without the message: messages may carry values (security.md, row 28). */
const stackOf = (error: unknown): string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => line.startsWith('    at '))
        .slice(0, 8)
    : [];
