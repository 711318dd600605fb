/** What a verification comes to: anything but `as_signed` ends the command with a code of its own. */
import type { LogReport } from './verify-log.ts';

/**
 * `unsigned_tail`: entries follow the newest checkpoint, for which nobody vouches. That is normal for a minute after an
 * event. `incomplete`: keys were given, and yet something that they call for could not be checked.
 */
export type Outcome = 'as_signed' | 'difference' | 'unsigned_tail' | 'incomplete';

/** What is known, and is no reason to say no. */
export interface Allowed {
  readonly unsignedTail?: boolean | undefined;
  readonly noVersions?: boolean | undefined;
  readonly missingSeals?: boolean | undefined;
}

export interface Found {
  readonly logs: readonly LogReport[];
  readonly differs: boolean;
  readonly trustedKeys: boolean;
  readonly locksChecked: boolean;
  readonly directoryChecked: boolean;
}

export function outcomeOf({ logs, differs, trustedKeys, locksChecked }: Found, allow: Allowed): Outcome {
  if (differs) return 'difference';
  if (!allow.unsignedTail && logs.some(({ entries, signed }) => entries > signed)) return 'unsigned_tail';
  const unlisted = !locksChecked && !allow.noVersions;
  const unsealed = !allow.missingSeals && logs.some(({ missingSeals }) => missingSeals.length > 0);
  return trustedKeys && (unlisted || unsealed) ? 'incomplete' : 'as_signed';
}
