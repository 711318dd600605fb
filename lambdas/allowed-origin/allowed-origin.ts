/** Web origins from which browsers may call the API (WHATWG Fetch, CORS), beside those at which passkeys are used. */
import { newId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';

export interface AllowedOrigin {
  readonly id: string;
  readonly projectId: string;
  /** Scheme, host and port, as browsers send it. */
  readonly origin: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

export const MAX_ORIGINS = 100;
const MAX_LENGTH = 300;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** The origin, if it may be allowed: https, or http on this machine; no path, no wildcard, spelled as browsers spell it. */
export function checkOrigin(text: string): Result<string, 'validation_failed'> {
  const url = text.length <= MAX_LENGTH && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.includes('*') || url.origin !== text) return err('validation_failed');
  const local = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  return local || url.protocol === 'https:' ? ok(text) : err('validation_failed');
}

export const newAllowedOrigin = (projectId: string, origin: string, now: Date): AllowedOrigin => ({
  id: newId('uri', now),
  projectId,
  origin,
  createdAt: now.toISOString(),
});
