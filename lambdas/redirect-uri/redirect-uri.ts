/** Where a browser may be sent back to: exact addresses, registered beforehand (OAuth 2.1 §2.3, RFC 8252). */
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** `sign_in` for authorization codes and magic links, `sign_out` for the end of a session. */
export const USES = ['sign_in', 'sign_out'] as const;
export type Use = (typeof USES)[number];

export interface RedirectUri {
  readonly id: string;
  readonly projectId: string;
  /** As it was registered; compared letter by letter. */
  readonly uri: string;
  readonly use: Use;
  /** RFC 3339. */
  readonly createdAt: string;
}

export const MAX_URIS = 100;
const MAX_LENGTH = 2_048;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;
/** A private-use scheme is a domain name in reverse (RFC 8252 §7.1). */
const PRIVATE_SCHEME = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/;

/**
 * The address, if it may be registered: https, http on this machine alone, or an app's own scheme; no user, no fragment,
 * no wildcard, and written as URLs are written, so that one address has one spelling.
 */
export function checkRedirectUri(text: string): Result<string, 'validation_failed'> {
  const url = text.length <= MAX_LENGTH && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.includes('*') || text.includes('#') || url.username || url.password) return err('validation_failed');
  const local = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  const app = PRIVATE_SCHEME.test(url.protocol);
  if (!local && !app && url.protocol !== 'https:') return err('validation_failed');
  const bare = `${url.protocol}//${url.host}`;
  return text === url.href || text === bare ? ok(text) : err('validation_failed');
}

export const newRedirectUri = (projectId: string, uri: string, use: Use, now: Date): RedirectUri => ({
  id: newId('uri', now),
  projectId,
  uri,
  use,
  createdAt: now.toISOString(),
});
