/** Recent authentication: a token that was stolen must not change what a person signs in with, or undo a safeguard. */
import type { Principal } from '../shared/principal.ts';

/** Its owner has proven themselves this recently. */
const RECENT_MS = 15 * 60_000;

/** @param authTimeMs when the person last proved who they are, milliseconds. */
export const isRecent = (authTimeMs: number, now: Date): boolean => now.getTime() - authTimeMs <= RECENT_MS;

/** Of those with an administrative role: a secret key is no person, and has no proof to be recent. */
export const isRecentIfOperator = (principal: Principal, now: Date): boolean =>
  principal.kind !== 'operator' || isRecent(principal.authTimeMs, now);
