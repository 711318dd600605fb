/** Ids: prefix and ULID (api.md). Opaque, never reused, never derived from personal data (45 CFR 164.312(a)(2)(i)). */
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
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

export const newId = (kind: IdKind, now: Date): string => `${ID_PREFIXES[kind]}_${ulid(now.getTime())}`;

const monotonic = monotonicFactory();
/** Event ids of one environment sort in the order in which they were made, within a millisecond too. */
export const newEventId = (now: Date): string => `${ID_PREFIXES.event}_${monotonic(now.getTime())}`;

export const idPattern = (kind: IdKind): RegExp => new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-HJKMNP-TV-Z]{26}$`);
export const isId = (kind: IdKind, value: string): boolean => idPattern(kind).test(value);
