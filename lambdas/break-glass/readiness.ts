/** Whether enough emergency operators could break the glass at this moment (features.md A4). Pure. */
import type { Passkey } from '../passkey/passkey.ts';

/** One may be asleep. */
export const NEEDED = 2;
/** An answer that stays the same is written down once a day, as evidence that somebody looked. */
const DAILY_MS = 24 * 60 * 60_000;

export const LACKS = ['active_user', 'passkey', 'recovery_codes'] as const;
export type Lack = (typeof LACKS)[number];

export interface Candidate {
  readonly user: { readonly id: string; readonly status: 'active' | 'disabled' };
  readonly passkeys: readonly Pick<Passkey, 'status'>[];
  /** Recovery codes that were not used. */
  readonly codesLeft: number;
}

export interface OperatorReadiness {
  readonly userId: string;
  readonly lacks: readonly Lack[];
}

/** Both a passkey and a code: whichever of browser and terminal works that night. */
export function readinessOf({ user, passkeys, codesLeft }: Candidate): OperatorReadiness {
  const has: Record<Lack, boolean> = {
    active_user: user.status === 'active',
    passkey: passkeys.some(({ status }) => status === 'active'),
    recovery_codes: codesLeft > 0,
  };
  return { userId: user.id, lacks: LACKS.filter((lack) => !has[lack]) };
}

export interface Readiness {
  readonly ready: number;
  readonly enrolled: number;
}

export const sumUp = (operators: readonly OperatorReadiness[]): Readiness => ({
  ready: operators.filter(({ lacks }) => lacks.length === 0).length,
  enrolled: operators.length,
});

export const isReady = ({ ready }: Pick<Readiness, 'ready'>): boolean => ready >= NEEDED;

/** A project that has nobody for emergencies and does not ask for two people has not chosen to have any yet. */
export const concerns = (enrolled: number, twoPerson: boolean): boolean => enrolled > 0 || twoPerson;

/** What was last written down. */
export interface Checked extends Readiness {
  /** RFC 3339. */
  readonly at: string;
}

/** Whether this answer is worth an event, and while too few are ready an incident. */
export function isNews(found: Readiness, last: Checked | undefined, now: Date): boolean {
  if (!last || found.ready !== last.ready || found.enrolled !== last.enrolled) return true;
  return now.getTime() - Date.parse(last.at) >= DAILY_MS;
}
