/**
 * Turns an endpoint into a Lambda behind an HTTP API: limits, principal, scope, contract, reply. The only place that
 * knows HTTP. Whatever goes wrong inside, the client gets a code of `errors.ts` and a request id, and nothing else.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { countRefusal } from '../abuse/count-refusal.ts';
import { countStranger } from '../abuse/count-stranger.ts';
import { guard } from '../abuse/guard.ts';
import type { EventDraft } from '../audit/event.ts';
import { confine } from '../break-glass/confine.ts';
import { bar } from '../impersonation/bar.ts';
import type { Project } from '../project/project.ts';
import { getProject } from '../project/project-store.ts';
import { carryInCookie, isCookieMode, isOwnPage } from '../session/session-cookie.ts';
import { type Answer, answer, type Failure, failure, type Issue } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { isUnavailable } from './aws/unavailable.ts';
import type { Change } from './change.ts';
import { type Committed, Unavailable, writer } from './commit.ts';
import { accessOf, type Contract, type Endpoint, type RequestFacts } from './contract.ts';
import { crossOriginHeaders } from './cross-origin.ts';
import { requireVariables, variable } from './environment.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { newId } from './ids.ts';
import { logger } from './logger.ts';
import type { Auth, Principals } from './principal.ts';
import { readBody } from './request-body.ts';
import { err, ok, type Result } from './result.ts';

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

/** What becomes known on the way, whatever the answer. */
interface Seen {
  principal?: Principals[Auth];
  project?: Project;
  /** Who may read the answer in a browser: begun beside the work, for a failed read must not undo what is done. */
  readers?: Promise<Readonly<Record<string, string>>>;
  /** Whether an event was written: then a refusal has its own. */
  noted?: true;
}

/** Answers by which somebody is told that they may not. */
const isRefusal = (code: ErrorCode): boolean => [401, 403].includes(ERRORS[code][0]);

export function http<C extends Contract>(contract: C, endpoint: Endpoint<C>) {
  requireVariables(accessOf(contract));

  async function serve(
    event: APIGatewayProxyEventV2,
    request: RequestFacts,
    now: Date,
    seen: Seen,
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
      if (isRefusal(authenticated.error)) await countStranger(request, body.ok ? body.value : undefined, now);
      return err({ code: authenticated.error });
    }
    const principal: Principals[Auth] = authenticated.value;
    seen.principal = principal;
    const within =
      contract.budgets && principal.kind !== 'public'
        ? guard(contract.budgets, principal.projectId, request.ip, now)
        : undefined;
    const project = principal.kind === 'public' ? undefined : await getProject(principal.projectId, now);
    if (!project && principal.kind !== 'public') return err({ code: 'unauthenticated' });
    if (project) {
      seen.project = project;
      seen.readers = crossOriginHeaders(request.headers.origin, project, now).catch(() => ({ vary: 'Origin' }));
    }
    const scoped = principal.kind === 'secret_key' || principal.kind === 'operator';
    if (scoped && contract.scopes?.some((scope) => !principal.scopes.includes(scope)))
      return err({ code: 'forbidden' });
    if (project && isCookieMode(request) && !isOwnPage(request, project, variable('ISSUER')))
      return err({ code: 'forbidden' });

    const context = { principal, requestId: request.id, ip: request.ip, userAgent: request.userAgent, now };
    const commit: Commit = async (changes, events) => {
      if (!project) throw new Error('a public route has no project to commit to');
      const committed = await writer.commit(project, context, changes, events);
      if (committed.ok) seen.noted = true;
      return committed;
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
    const seen: Seen = contract.auth.includes('public')
      ? { readers: crossOriginHeaders(undefined, 'public', now) }
      : {};
    const started = performance.now();
    let reply: APIGatewayProxyStructuredResultV2;
    let code: ErrorCode | undefined;
    try {
      const result = await serve(event, facts(event, id), now, seen);
      code = result.ok ? undefined : result.error.code;
      if (code !== undefined && isRefusal(code) && !seen.noted)
        await count(event.routeKey, code, seen, facts(event, id), now);
      reply = result.ok ? answer(id, result.value) : failure(id, result.error, contract.dialect);
    } catch (error) {
      code = error instanceof Unavailable || isUnavailable(error) ? 'unavailable' : 'internal_error';
      logger.error('request failed', {
        request_id: id,
        error_name: error instanceof Error ? error.name : 'unknown',
        stack: stackOf(error),
      });
      reply = failure(id, { code }, contract.dialect);
    }
    reply = { ...reply, headers: { ...(await seen.readers), ...reply.headers } };
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

/** A refusal that nobody wrote down is counted, with who was refused what. */
async function count(route: string, code: ErrorCode, { principal, project }: Seen, request: RequestFacts, now: Date) {
  if (!principal || !project || principal.kind === 'public') return;
  const context = { principal, requestId: request.id, ip: request.ip, userAgent: request.userAgent, now };
  const commit: Commit = (changes, events) => writer.commit(project, context, changes, events);
  await countRefusal({ project, now, commit }, principal, route, code);
}

/** Where in our code it failed, without the message: messages may carry values (security.md, row 28). */
const stackOf = (error: unknown): string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => line.startsWith('    at '))
        .slice(0, 8)
    : [];
