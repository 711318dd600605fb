/** The body of a request, refused before it is parsed where it is malformed, compressed, too large or of another type. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ErrorCode } from './errors.ts';
import { parseJson } from './json.ts';
import { err, ok, type Result } from './result.ts';

const MAX_BODY_BYTES = 256 * 1024;

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

/** Without a body, an empty object. */
export function readBody(event: APIGatewayProxyEventV2, form: 'json' | 'form'): Result<unknown, ErrorCode> {
  if (event.body === undefined || event.body === '') return ok({});
  if (event.body.length > MAX_BODY_BYTES * 2) return err('too_large');
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > MAX_BODY_BYTES) return err('too_large');
  const type = event.headers['content-type'];
  if (!BODY_TYPES[form].test(type ?? '') || event.headers['content-encoding']) return err('unsupported_media_type');
  return form === 'json' ? parseJson(bytes.toString('utf8')) : parseForm(bytes.toString('utf8'));
}
