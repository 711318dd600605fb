/** What a user is, and how one is made and changed. E-mail, name, phone and metadata are personal data. */
import type { JsonObject } from '../audit/block.ts';

export const STATUSES = ['active', 'disabled'] as const;
export type UserStatus = (typeof STATUSES)[number];

export interface User {
  readonly id: string;
  readonly projectId: string;
  /** As it was typed; `normalizeEmail` tells which addresses are the same. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** Made by sign-up: whoever registered said themselves that the address is theirs. */
  readonly selfRegistered: boolean;
  readonly name: string | undefined;
  /** E.164. */
  readonly phone: string | undefined;
  /** A disabled user cannot sign in, and their sessions are refused. */
  readonly status: UserStatus;
  /** When they were last disabled or signed out everywhere, RFC 3339: sessions from before are over for good. */
  readonly signedOutAt?: string | undefined;
  /** Passkeys that are gone, and when, milliseconds: sessions that were made with them are over. */
  readonly removedPasskeys?: Readonly<Record<string, number>> | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Grows with each change, so that of two changes made from one reading only one succeeds. */
  readonly version: number;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Addresses that are one account. Case is folded, though RFC 5321 lets a host tell cases apart: none does. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

export interface NewUser {
  readonly email: string;
  readonly emailVerified?: boolean | undefined;
  readonly selfRegistered?: boolean | undefined;
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export function createUser(input: NewUser, id: string, projectId: string, now: Date): User {
  return {
    id,
    projectId,
    email: input.email,
    emailVerified: input.emailVerified ?? false,
    selfRegistered: input.selfRegistered ?? false,
    name: input.name,
    phone: input.phone,
    status: 'active',
    metadata: input.metadata ?? {},
    version: 1,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
}

/**
 * Whether nobody but the one who signed up says whose address this is. Such a user is given nothing that the address
 * stands for, or a stranger could wait behind it for its owner's rights (security.md, rows 1 and 33).
 */
export const isUnprovenClaim = ({ selfRegistered, emailVerified }: User): boolean => selfRegistered && !emailVerified;

/** Absent members stay as they are; `null` takes one away. */
export interface UserPatch {
  readonly email?: string | undefined;
  readonly email_verified?: boolean | undefined;
  readonly name?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly status?: UserStatus | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const patched = <T>(old: T | undefined, value: T | null | undefined): T | undefined =>
  value === undefined ? old : (value ?? undefined);

/** Another address is unverified until it is said to be verified. */
export function changeUser(user: User, patch: UserPatch, now: Date): User {
  const email = patch.email ?? user.email;
  const moved = normalizeEmail(email) !== normalizeEmail(user.email);
  return {
    ...user,
    email,
    emailVerified: patch.email_verified ?? (moved ? false : user.emailVerified),
    name: patched(user.name, patch.name),
    phone: patched(user.phone, patch.phone),
    status: patch.status ?? user.status,
    signedOutAt: patch.status === 'disabled' ? now.toISOString() : user.signedOutAt,
    metadata: patch.metadata ?? user.metadata,
    version: user.version + 1,
    updatedAt: now.toISOString(),
  };
}

/** Recorded of a sign-out in the transaction of a new session, which goes on. RFC 3339. */
export const justBefore = (now: Date): string => new Date(now.getTime() - 1).toISOString();

/** No session from before holds any more; the person may sign in again. */
export const signOut = (user: User, now: Date): User => ({
  ...user,
  signedOutAt: now.toISOString(),
  version: user.version + 1,
  updatedAt: now.toISOString(),
});

/** Everything about a person that only their own sealed block may carry (A17). */
export const personalData = (user: User): JsonObject => ({
  email: user.email,
  name: user.name,
  phone: user.phone,
  metadata: user.metadata,
});

const publicData = (user: User): JsonObject => ({ status: user.status, email_verified: user.emailVerified });

export interface UserDifference {
  /** Names of the members that differ. */
  readonly changed: readonly string[];
  /** Their personal part, to be sealed. */
  readonly before: JsonObject;
  readonly after: JsonObject;
}

export function differenceOf(before: User, after: User): UserDifference {
  const [old, now] = [personalData(before), personalData(after)];
  const differs = (a: JsonObject, b: JsonObject) => (name: string) =>
    JSON.stringify(a[name]) !== JSON.stringify(b[name]);
  const personal = Object.keys(old).filter(differs(old, now));
  const others = Object.keys(publicData(before)).filter(differs(publicData(before), publicData(after)));
  const only = (data: JsonObject) => Object.fromEntries(personal.map((name) => [name, data[name] ?? null]));
  return { changed: [...personal, ...others].sort(), before: only(old), after: only(now) };
}
