/** Calls handlers as API Gateway does. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';

export const lambdaContext = { awsRequestId: 'test', functionName: 'test' } as Context;

export interface Request {
  readonly method?: string;
  readonly path?: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** `name=value` each. */
  readonly cookies?: readonly string[];
  /** An object is sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly ip?: string;
  /** The user agent. */
  readonly agent?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly cookies: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** What an HTTP API sends (payload 2.0). */
export function apiEvent(request: Request): APIGatewayProxyEventV2 {
  const {
    method = 'GET',
    path = '/',
    params,
    query,
    headers = {},
    cookies,
    body,
    ip = '203.0.113.7',
    agent = 'test-agent/1.0',
  } = request;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    cookies: cookies && [...cookies],
    pathParameters: params,
    queryStringParameters: query,
    body: text,
    isBase64Encoded: false,
    requestContext: { http: { method, path, sourceIp: ip, userAgent: agent } },
  } as unknown as APIGatewayProxyEventV2;
}

/** Which request asked a route, by 'METHOD /path': `GET /` where a test calls a handler without its route. */
export const answered: { readonly route: string; readonly request: string }[] = [];

export async function call(handler: Handler, request: Request = {}): Promise<Reply> {
  const answer = await handler(apiEvent(request), lambdaContext);
  const { method = 'GET', path = '/' } = request;
  answered.push({ route: `${method} ${path}`, request: String(answer.headers?.['x-request-id']) });
  return {
    status: answer.statusCode ?? 200,
    headers: answer.headers as Record<string, string>,
    cookies: answer.cookies ?? [],
    body: answer.body ? parse(answer.body) : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
