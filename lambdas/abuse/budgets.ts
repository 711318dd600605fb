/**
 * How much of what may be asked for in how much time, as data. Limits are for honest use with room to spare: a clinic of
 * some thousand people behind one address meets none of them. A project may set its own (`settings.budgets`).
 */
import { isIPv6 } from 'node:net';

export interface Budget {
  readonly limit: number;
  /** Windows lie on the clock: the first begins at 1970-01-01T00:00Z. */
  readonly windowS: number;
  /** One at a time: its window begins when one is taken. */
  readonly spaced?: true;
  /** What `whose` is: an id of a user, a network address, a project, an address that messages go to, or a key's id. */
  readonly of: 'account' | 'ip' | 'project' | 'destination' | 'credential';
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const BUDGETS = {
  /** Guesses at one account (security.md, row 3): what is beyond never reaches the key derivation. */
  password_account: { limit: 10, windowS: 15 * MINUTE, of: 'account' },
  password_ip: { limit: 300, windowS: 15 * MINUTE, of: 'ip' },
  /** Key derivations of a whole project: what many addresses guess at many accounts. */
  password_project: { limit: 20_000, windowS: 15 * MINUTE, of: 'project' },
  /** Wrong codes for one address, whatever flow they answer (NIST SP 800-63B-4 §3.2.2). A link still works. */
  code_account: { limit: 100, windowS: 30 * DAY, of: 'account' },
  code_ip: { limit: 300, windowS: 15 * MINUTE, of: 'ip' },
  /** Answers to challenges for one more factor. */
  factor_account: { limit: 10, windowS: 15 * MINUTE, of: 'account' },
  recovery_account: { limit: 3, windowS: DAY, of: 'account' },
  recovery_ip: { limit: 60, windowS: HOUR, of: 'ip' },
  /** Recovery codes of emergency operators. A passkey is checked whatever became of these. */
  break_glass_account: { limit: 5, windowS: 15 * MINUTE, of: 'account' },
  break_glass_ip: { limit: 60, windowS: 15 * MINUTE, of: 'ip' },
  /** Messages to one address (row 25). */
  send_destination: { limit: 5, windowS: HOUR, of: 'destination' },
  /** Codes that somebody who is signed in asks for. */
  send_account: { limit: 10, windowS: HOUR, of: 'account' },
  /** No second message to it so soon. */
  send_spacing: { limit: 1, windowS: 30, of: 'destination', spaced: true },
  send_ip: { limit: 300, windowS: 10 * MINUTE, of: 'ip' },
  /** Mail of a project. */
  send_project: { limit: 20_000, windowS: DAY, of: 'project' },
  /** Text messages cost money, and somebody else earns it (row 25). */
  sms_project: { limit: 1_000, windowS: DAY, of: 'project' },
  /** Accountings of disclosures of one person, and of a project: each reads six years of a log. */
  accounting_account: { limit: 30, windowS: HOUR, of: 'account' },
  accounting_project: { limit: 600, windowS: HOUR, of: 'project' },
  /** Every way to sign in, counted as requests. */
  sign_in_ip: { limit: 1_200, windowS: MINUTE, of: 'ip' },
  /** Keys and tokens that are nobody's: every one is refused, so what counts is how many there are. */
  bad_credentials: { limit: 0, windowS: 15 * MINUTE, of: 'credential' },
  /** What somebody was refused who is known, or who named a project (`count-refusal.ts`). */
  refusals: { limit: 0, windowS: 15 * MINUTE, of: 'credential' },
  /** Bundles of one person, and of a project: each is much to read, and everything of somebody (row 30). */
  dsr_export_account: { limit: 10, windowS: HOUR, of: 'account' },
  dsr_export_project: { limit: 300, windowS: HOUR, of: 'project' },
  /** Pages that somebody reads of their own log. */
  access_log_account: { limit: 120, windowS: HOUR, of: 'account' },
  refresh_ip: { limit: 6_000, windowS: MINUTE, of: 'ip' },
} as const satisfies Record<string, Budget>;

export type BudgetName = keyof typeof BUDGETS;

/** What a contract says of budgets (`guard.ts`). */
export interface Guarded {
  /** Budgets of networks: one of each for every request. */
  readonly take: readonly BudgetName[];
  /**
   * Counted while the handler reads: for handlers whose work before they commit costs no more than the count. Others
   * begin when they are known to be within their budgets.
   */
  readonly beside?: true;
  /** What succeeds is given back, so that many who sign in behind one address do not use up what is there for guesses. */
  readonly failuresOnly?: true;
}

/** @param limits of the project (`settings.budgets`); those it does not name stay as they are. */
export const limitOf = (budget: BudgetName, limits: Readonly<Record<string, number>> | undefined): number =>
  limits?.[budget] ?? BUDGETS[budget].limit;

/** Number of the window and when it ends, seconds since 1970. */
export function windowOf(budget: BudgetName, now: Date): { readonly number: number; readonly endsAtS: number } {
  const { windowS, spaced }: Budget = BUDGETS[budget];
  if (spaced) return { number: 0, endsAtS: Math.ceil(now.getTime() / 1000) + windowS };
  const number = Math.floor(now.getTime() / 1000 / windowS);
  return { number, endsAtS: (number + 1) * windowS };
}

/** Whole seconds until the window ends, at least one; at most that where it began with somebody else's. */
export function restOf(budget: BudgetName, now: Date): number {
  const { windowS, spaced }: Budget = BUDGETS[budget];
  return spaced ? windowS : Math.max(1, Math.ceil(windowOf(budget, now).endsAtS - now.getTime() / 1000));
}

/**
 * Somebody who has one IPv6 address has 2^64: the network counts, and for IPv4 the address. All whose address is not
 * known share one budget.
 */
export function networkOf(ip: string | undefined): string {
  if (ip === undefined) return 'unknown';
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:([\d.]+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = ip.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}

/** Each time the count of refusals doubles: 1, 2, 4, 8. So an attack of a million leaves twenty events, and its size. */
export const isDoubling = (refused: number): boolean => refused > 0 && (refused & (refused - 1)) === 0;
