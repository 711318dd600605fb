/** What goes back over HTTP: headers of every answer, and failures in our words or those of OAuth. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ERRORS, type ErrorCode, type Refused } from './errors.ts';

const HEADERS = {
  'cache-control': 'no-store',
  'content-type': 'application/json',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
} as const;

export interface Issue {
  readonly path: string;
  readonly message: string;
}
export interface Failure extends Refused {
  readonly errors?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** The body is bytes in base64, and goes out as those: a file. */
  readonly base64?: true;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

export function answer(
  id: string,
  { status, body, base64, headers, cookies }: Answer,
): APIGatewayProxyStructuredResultV2 {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    statusCode: status,
    headers: { ...HEADERS, 'x-request-id': id, ...headers },
    body: status === 204 || body === undefined ? '' : text,
    ...(base64 && { isBase64Encoded: true }),
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

export function failure(
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
