/** Which addresses a customer may give us to call: `https:`, and nothing in them that leads elsewhere than they say. */
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';
import { err, ok, type Result } from './result.ts';

/** Why a call brought no answer. */
export const OUTBOUND_FAILURES = [
  'url_not_allowed',
  'address_not_allowed',
  'name_not_found',
  'not_reached',
  'certificate_not_valid',
  'timed_out',
  'answer_too_large',
  'answer_broken',
] as const;
export type OutboundFailure = (typeof OUTBOUND_FAILURES)[number];

const MAX_LENGTH = 500;
/** Below 1024 other protocols live, some of which can be talked to by who speaks TLS to them. */
const FIRST_FREE_PORT = 1024;
const HTTPS_PORT = 443;
/** Names that never leave a network (RFC 6761, RFC 6762, RFC 8375, and those that AWS gives to machines). */
const INTERNAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|home\.arpa|lan|test|invalid|onion)$/;

/** An address in brackets is IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/**
 * Of the text alone; what a name resolves to is looked at when it is called. The parser has already read
 * `0x7f.1`, `2130706433` and full-width digits as the IPv4 addresses that they are (WHATWG URL §3.5).
 */
export function parseOutboundUrl(text: string): Result<URL, 'url_not_allowed' | 'address_not_allowed'> {
  const url = text.length <= MAX_LENGTH ? URL.parse(text) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '')
    return err('url_not_allowed');
  const port = url.port === '' ? HTTPS_PORT : Number(url.port);
  if (port !== HTTPS_PORT && port < FIRST_FREE_PORT) return err('url_not_allowed');
  const host = hostOf(url);
  if (isIP(host) !== 0) return isPublicAddress(host) ? ok(url) : err('address_not_allowed');
  if (!host.includes('.') || INTERNAL_NAME.test(host)) return err('address_not_allowed');
  return ok(url);
}
