/**
 * How users are stored: their own row, a row that holds their e-mail for the project, and the row with the data key of
 * their part of the audit log. The last one stays when the user is deleted; destroying it is what erases (B18).
 */
import { getRow, getRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, remove, tombstone, update } from '../shared/change.ts';
import { keyedHash } from '../shared/keyed-hash.ts';
import { BY_PARENT, emailKey, subjectKeyKey, userKey, usersOf } from '../shared/table.ts';
import { isUnprovenClaim, justBefore, normalizeEmail, type User } from './user.ts';

/** A user as stored: with what other rows depend on. */
export interface StoredUser extends User {
  /** Keyed hash of the normalized e-mail: the key of the row that holds it. */
  readonly emailHash: string;
  /** How many organizations they belong to. */
  readonly memberships: number;
}

export const userFromRow = (row: Row): StoredUser => ({
  id: row.id as string,
  projectId: row.project_id as string,
  email: row.email as string,
  emailHash: row.email_hash as string,
  emailVerified: row.email_verified as boolean,
  selfRegistered: row.self_registered === true,
  name: row.name as string | undefined,
  phone: row.phone as string | undefined,
  status: row.status as User['status'],
  signedOutAt: row.signed_out_at as string | undefined,
  removedPasskeys: row.removed_passkeys as Record<string, number> | undefined,
  metadata: row.metadata as Record<string, string>,
  memberships: row.memberships as number,
  version: row.version as number,
  createdAt: row.created_at as string,
  updatedAt: row.updated_at as string,
});

/** `undefined` for a user of another project too. */
const inProject = (row: Row | undefined, projectId: string): StoredUser | undefined =>
  row?.project_id === projectId ? userFromRow(row) : undefined;

export const emailHash = (projectId: string, email: string): Promise<string> =>
  keyedHash('email', projectId, normalizeEmail(email));

export const getUser = async (projectId: string, id: string): Promise<StoredUser | undefined> =>
  inProject(await getRow('IDENTITY_TABLE', userKey(id)), projectId);

export interface UserWithKey {
  readonly user: StoredUser;
  /** Absent once the person's part of the log was erased. */
  readonly wrappedKey: Uint8Array | undefined;
}

/** The user and the key of their part of the log, in one call. */
export async function getUserWithKey(projectId: string, id: string): Promise<UserWithKey | undefined> {
  const [row, key] = await getRows('IDENTITY_TABLE', [userKey(id), subjectKeyKey(id)]);
  const user = inProject(row, projectId);
  return user && { user, wrappedKey: key?.wrapped_key as Uint8Array | undefined };
}

export async function findUserByEmailHash(projectId: string, hash: string): Promise<StoredUser | undefined> {
  const row = await getRow('IDENTITY_TABLE', emailKey(projectId, hash));
  return row && getUser(projectId, row.user_id as string);
}

export async function listUsers(projectId: string, after: string | undefined, limit: number): Promise<StoredUser[]> {
  const { rows } = await queryRows('IDENTITY_TABLE', usersOf(projectId), { index: BY_PARENT, after, limit });
  return rows.map(userFromRow);
}

/** The people's wrapped keys in the order of their ids; `undefined` where it was erased or never was. */
export async function getSubjectKeys(ids: readonly string[]): Promise<(Uint8Array | undefined)[]> {
  const rows = await getRows('IDENTITY_TABLE', ids.map(subjectKeyKey), { eventual: true });
  return rows.map((row) => row?.wrapped_key as Uint8Array | undefined);
}

const members = (user: User): Row => ({
  email: user.email,
  email_verified: user.emailVerified,
  name: user.name,
  phone: user.phone,
  status: user.status,
  signed_out_at: user.signedOutAt,
  metadata: user.metadata,
  version: user.version,
  updated_at: user.updatedAt,
});

const claimEmail = (user: User, hash: string): Change<'email_taken'> =>
  insert({ ...emailKey(user.projectId, hash), user_id: user.id }, 'email_taken');

/** @param wrappedKey the person's new data key (`newSubjectKey`). */
export const insertUser = (user: User, hash: string, wrappedKey: Uint8Array): Change<'conflict' | 'email_taken'>[] => [
  insert(
    {
      ...userKey(user.id),
      ...members(user),
      id: user.id,
      parent: usersOf(user.projectId),
      project_id: user.projectId,
      email_hash: hash,
      memberships: 0,
      self_registered: user.selfRegistered || undefined,
      created_at: user.createdAt,
    },
    'conflict',
  ),
  claimEmail(user, hash),
  insert({ ...subjectKeyKey(user.id), wrapped_key: wrappedKey }, 'conflict'),
];

/** Another e-mail moves the row that holds it; nobody sees the user without an e-mail or with two. */
export function updateUser(before: StoredUser, after: User, hash: string): Change<'conflict' | 'email_taken'>[] {
  const row = update(
    userKey(before.id),
    { ...members(after), email_hash: hash },
    { version: before.version },
    'conflict',
  );
  if (hash === before.emailHash) return [row];
  const release = remove(emailKey(before.projectId, before.emailHash), { user_id: before.id }, 'conflict');
  return [row, release, claimEmail(after, hash)];
}

/** Every session of theirs that was made before now is over. @param status `disabled`: they begin none either. */
export const signOutUser = (user: StoredUser, now: Date, status = user.status): Change<'conflict'> =>
  update(
    userKey(user.id),
    { status, signed_out_at: now.toISOString(), version: user.version + 1, updated_at: now.toISOString() },
    { version: user.version },
    'conflict',
  );

/** The longest that a session may last (`policy-schema.ts`), and a day. */
const REMEMBERED_MS = 31 * 24 * 60 * 60_000;

/** Sessions that were made with this passkey are over, also one that is being made at this moment. */
export function noteRemovedPasskey(user: StoredUser, passkeyId: string, now: Date): Change<'conflict'> {
  const known = Object.entries(user.removedPasskeys ?? {}).filter(([, at]) => now.getTime() - at < REMEMBERED_MS);
  const removed = { ...Object.fromEntries(known), [passkeyId]: now.getTime() };
  return update(
    userKey(user.id),
    { removed_passkeys: removed, version: user.version + 1 },
    { version: user.version },
    'conflict',
  );
}

/**
 * Something that they prove themselves by is removed, because others are left: of two removals at once, each of which
 * counts on what the other removes, one fails.
 */
export const countOnOthers = ({ id, version }: StoredUser): Change<'conflict'> =>
  update(userKey(id), { version: version + 1 }, { version }, 'conflict');

/**
 * Their address was proven to be theirs. @param removed passkeys of whoever claimed it before: these are gone, and every
 * session from before is over. The one that is made now begins a millisecond later.
 */
export function proveEmail(user: StoredUser, now: Date, removed?: readonly string[]): Change<'conflict'> {
  const gone = Object.fromEntries((removed ?? []).map((id) => [id, now.getTime()]));
  return update(
    userKey(user.id),
    {
      email_verified: true,
      ...(removed && { removed_passkeys: { ...user.removedPasskeys, ...gone }, signed_out_at: justBefore(now) }),
      version: user.version + 1,
      updated_at: now.toISOString(),
    },
    { version: user.version },
    'conflict',
  );
}

/**
 * For what is enrolled by somebody who may lose the account to the owner of its address: of an enrolment and of a proof
 * (`proveEmail`) that read one version, one succeeds, so nothing that a stranger enrolled is left (security.md, row 33).
 */
export const holdClaim = (user: StoredUser): Change<'conflict'>[] =>
  isUnprovenClaim(user)
    ? [update(userKey(user.id), { version: user.version + 1 }, { version: user.version }, 'conflict')]
    : [];

/** Three statements. Fails when the user changed since `user` was read, or belongs to an organization. */
export const deleteUser = (user: StoredUser): Change<'conflict' | 'not_found'>[] => [
  tombstone(user.id, 'not_found'),
  remove(userKey(user.id), { version: user.version, memberships: 0 }, 'conflict'),
  remove(emailKey(user.projectId, user.emailHash), { user_id: user.id }, 'conflict'),
];
