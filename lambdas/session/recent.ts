/** Recent authentication: a token that was stolen must not change what a person signs in with, or undo a safeguard. */

/** Its owner has proven themselves this recently. */
const RECENT_MS = 15 * 60_000;

/** @param authTimeMs when the person last proved who they are, milliseconds. */
export const isRecent = (authTimeMs: number, now: Date): boolean => now.getTime() - authTimeMs <= RECENT_MS;
