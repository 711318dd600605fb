/**
 * How holds are stored: a row each, found from the project, and a row among those in force while there is anything to
 * keep or to take off. All reads of what is in force are strongly consistent: an erasure must see a hold that stands.
 */
import { isSealedIn } from '../audit/sealed-in.ts';
import { getRow, queryAllRows, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, check, insert, remove, update } from '../shared/change.ts';
import { isId } from '../shared/ids.ts';
import {
  BY_PARENT,
  formerMembershipsPk,
  HOLDS,
  heldKey,
  holdGuardKey,
  holdKey,
  holdsOf,
  membershipKey,
  organizationKey,
  userKey,
  userPk,
} from '../shared/table.ts';
import { concernsPerson, coversLog, type Held, type Hold, type Phase } from './hold.ts';

const fromRow = (row: Row): Hold => ({
  id: row.id as string,
  projectId: row.project_id as string,
  target: row.target as Hold['target'],
  matter: row.matter as string,
  reason: row.reason as string,
  status: row.status as Hold['status'],
  placedBy: row.placed_by as Hold['placedBy'],
  placedAt: row.placed_at as string,
  appliedAt: row.applied_at as string | undefined,
  releasedAt: row.released_at as string | undefined,
  liftedAt: row.lifted_at as string | undefined,
  version: row.version as number,
});

/** `undefined` for a hold of another project too. */
export async function getHoldOf(projectId: string, id: string): Promise<Hold | undefined> {
  const row = await getRow('IDENTITY_TABLE', holdKey(id));
  return row?.project_id === projectId ? fromRow(row) : undefined;
}

/** Newest first. */
export async function listHolds(projectId: string, before: string | undefined, limit: number): Promise<Hold[]> {
  const options = { index: BY_PARENT, reverse: true, before, limit };
  const { rows } = await queryRows('IDENTITY_TABLE', holdsOf(projectId), options);
  return rows.map(fromRow);
}

export interface InForce extends Held {
  readonly phase: Phase;
}

/** Of every project of the deployment. */
export async function listInForce(): Promise<InForce[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', HOLDS);
  return rows.map((row) => ({
    id: String(row.sk),
    projectId: row.project_id as string,
    target: row.target as Held['target'],
    phase: row.phase as Phase,
  }));
}

const activeHolds = async (): Promise<InForce[]> => (await listInForce()).filter(({ phase }) => phase === 'active');

/**
 * What keeps rows of a log: holds on the log itself or on its project, which keep all of them, and holds on people,
 * which keep those that carry a block of theirs or name them (`concernsText`).
 */
export async function holdsOn(scope: string): Promise<readonly Held[]> {
  const active = await activeHolds();
  if (active.length === 0) return [];
  const isOrganization = isId('organization', scope);
  const row = isOrganization ? await getRow('IDENTITY_TABLE', organizationKey(scope)) : undefined;
  return active.filter((held) => {
    // To which project a deleted organization belonged nobody can tell: then the holds of every project keep its log.
    const owner = isOrganization ? ((row?.project_id as string | undefined) ?? held.projectId) : scope;
    return held.target.type === 'user' || coversLog(held, scope, owner);
  });
}

const MEMBERSHIPS = String(membershipKey('', '').sk);

/** Those that they belong to, and those that they belonged to. */
async function organizationsOf(userId: string): Promise<string[]> {
  const [rows, former] = await Promise.all([
    queryAllRows('IDENTITY_TABLE', userPk(userId)),
    queryAllRows('IDENTITY_TABLE', formerMembershipsPk(userId)),
  ]);
  const memberships = rows.filter(({ sk }) => String(sk).startsWith(MEMBERSHIPS));
  return [...memberships, ...former].map((row) => row.organization_id as string);
}

/** Content of somebody who never belonged to the organization may lie in its log all the same: the log itself tells. */
const keepsContent = async ({ target, projectId }: Held, userId: string): Promise<boolean> =>
  target.type === 'organization' && isSealedIn(projectId, target.id, userId);

/** The holds that keep something of a person's. Where the project has none, this is one small Query. */
export async function holdsOnUser(projectId: string, userId: string): Promise<readonly Held[]> {
  const active = (await activeHolds()).filter((held) => held.projectId === projectId);
  if (active.length === 0) return [];
  const person = { projectId, userId, organizationIds: await organizationsOf(userId) };
  const kept = await Promise.all(active.map((held) => concernsPerson(held, person) || keepsContent(held, userId)));
  return active.filter((_, i) => kept[i]);
}

export const isHeld = async (projectId: string, userId: string): Promise<boolean> =>
  (await holdsOnUser(projectId, userId)).length > 0;

/** How often holds of the project came into force. Read it before the holds, and commit with what it gives. */
export async function readGuard(projectId: string): Promise<number | undefined> {
  return (await getRow('IDENTITY_TABLE', holdGuardKey(projectId)))?.version as number | undefined;
}

/** Fails when a hold of the project came into force since the guard was read. */
export const checkGuard = (projectId: string, guard: number | undefined): Change<'conflict'> =>
  guard === undefined
    ? insert({ ...holdGuardKey(projectId), version: 0 }, 'conflict')
    : check(holdGuardKey(projectId), { version: guard }, 'conflict');

const moveGuard = (projectId: string, guard: number | undefined): Change<'conflict'> =>
  guard === undefined
    ? insert({ ...holdGuardKey(projectId), version: 1 }, 'conflict')
    : update(holdGuardKey(projectId), { version: guard + 1 }, { version: guard }, 'conflict');

/** The held row as it was read: its deletion, which names the version, fails from now on. */
export interface Touched {
  readonly kind: 'user' | 'organization';
  readonly id: string;
  readonly version: number;
}

const touch = ({ kind, id, version }: Touched): Change<'conflict'> =>
  update(kind === 'user' ? userKey(id) : organizationKey(id), { version: version + 1 }, { version }, 'conflict');

/** @param touched the row of the user or organization, where there is one. */
export const insertHold = (
  hold: Hold,
  guard: number | undefined,
  touched: Touched | undefined,
): Change<'conflict'>[] => [
  insert(
    {
      ...holdKey(hold.id),
      id: hold.id,
      parent: holdsOf(hold.projectId),
      project_id: hold.projectId,
      target: hold.target,
      matter: hold.matter,
      reason: hold.reason,
      status: hold.status,
      placed_by: hold.placedBy,
      placed_at: hold.placedAt,
      version: hold.version,
    },
    'conflict',
  ),
  insert({ ...heldKey(hold.id), project_id: hold.projectId, target: hold.target, phase: 'active' }, 'conflict'),
  moveGuard(hold.projectId, guard),
  ...(touched ? [touch(touched)] : []),
];

/** It keeps nothing any more; its locks are taken off afterwards. */
export const putRelease = (before: Hold, after: Hold): Change<'conflict'>[] => [
  update(
    holdKey(before.id),
    { status: after.status, released_at: after.releasedAt, version: after.version },
    { status: 'active', version: before.version },
    'conflict',
  ),
  update(heldKey(before.id), { phase: 'lifting' }, { phase: 'active' }, 'conflict'),
];

/** Every segment that was there has its lock. */
export const noteApplied = ({ id, version }: Hold, now: Date): Change<'conflict'> =>
  update(holdKey(id), { applied_at: now.toISOString(), version: version + 1 }, { version }, 'conflict');

/** Its last lock is off: it is history. */
export const noteLifted = ({ id, version }: Hold, now: Date): Change<'conflict'>[] => [
  update(holdKey(id), { lifted_at: now.toISOString(), version: version + 1 }, { version }, 'conflict'),
  remove(heldKey(id), { phase: 'lifting' }, 'conflict'),
];
