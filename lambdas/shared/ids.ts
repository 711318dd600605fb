/** Ids: prefix and ULID (api.md). Opaque, never reused, never derived from personal data (45 CFR 164.312(a)(2)(i)). */
import { randomBytes } from 'node:crypto';
import { monotonicFactory, ulid } from 'ulid';

export const ID_PREFIXES = {
  tenant: 'ten',
  project: 'proj',
  key: 'key',
  user: 'user',
  organization: 'org',
  membership: 'mem',
  credential: 'cred',
  session: 'sess',
  event: 'evt',
  request: 'req',
  decision: 'rd',
  recovery: 'rec',
  impersonation: 'imp',
  breakGlass: 'bg',
  approval: 'apr',
  client: 'mci',
  uri: 'uri',
  message: 'msg',
  stream: 'str',
  export: 'exp',
  hold: 'hold',
  dsr: 'dsr',
  breach: 'brh',
  agreement: 'baa',
  review: 'rev',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);
let next = 0;

/** A fraction of 1 with 8 random bits, as many as a ULID's letter of 5 needs. The library's own asks the system for each. */
function random(): number {
  if (next === pool.length) {
    pool = randomBytes(POOL_BYTES);
    next = 0;
  }
  return pool.readUInt8(next++) / 256;
}

export const newId = (kind: IdKind, now: Date): string => `${ID_PREFIXES[kind]}_${ulid(now.getTime(), random)}`;

const monotonic = monotonicFactory(random);
/** Event ids of one environment sort in the order in which they were made, within a millisecond too. */
export const newEventId = (now: Date): string => `${ID_PREFIXES.event}_${monotonic(now.getTime())}`;

const patterns = new Map<IdKind, RegExp>();

export function idPattern(kind: IdKind): RegExp {
  const known = patterns.get(kind);
  if (known) return known;
  const made = new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-HJKMNP-TV-Z]{26}$`);
  patterns.set(kind, made);
  return made;
}
export const isId = (kind: IdKind, value: string): boolean => idPattern(kind).test(value);
