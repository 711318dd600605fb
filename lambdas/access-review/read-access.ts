/** Who has which access at this moment, and when each was last used. */

import type { ApiKey } from '../api-key/api-key.ts';
import { getApiKey, listApiKeys } from '../api-key/api-key-store.ts';
import { searchEvents } from '../audit/search-events.ts';
import type { M2mClient } from '../m2m-client/m2m-client.ts';
import { getM2mClient, listM2mClients } from '../m2m-client/m2m-client-store.ts';
import type { Membership } from '../membership/membership.ts';
import { findMembership, listMembers } from '../membership/membership-store.ts';
import type { Operator } from '../operator/operator.ts';
import { getOperator, listOperators } from '../operator/operator-store.ts';
import { listSessions } from '../session/session-store.ts';
import type { CollectCursor, Review } from './access-review.ts';
import type { Access } from './review-item.ts';

const ofOperator = ({ userId, roles, grantedAt }: Operator): Access => ({
  kind: 'operator',
  id: userId,
  userId,
  access: roles,
  grantedAt,
});
const ofKey = ({ id, name, scopes, createdAt, expiresAt, madeBy }: ApiKey): Access => ({
  kind: 'api_key',
  id,
  name,
  access: scopes,
  grantedAt: createdAt,
  expiresAt,
  madeBy,
});
const ofClient = ({ id, name, scopes, createdAt, expiresAt, madeBy }: M2mClient): Access => ({
  kind: 'client',
  id,
  name,
  access: scopes,
  grantedAt: createdAt,
  expiresAt,
  madeBy,
});
const ofMembership = ({ id, userId, organizationId, role, updatedAt }: Membership): Access => ({
  kind: 'membership',
  id,
  userId,
  organizationId,
  access: [role],
  grantedAt: updatedAt,
});

const byId = (a: Access, b: Access): number => (a.id < b.id ? -1 : 1);

/** In the order of ids. Members are many, and read a page at a time; all else of a project is few. */
export async function listAccess(
  { projectId, scope }: Pick<Review, 'projectId' | 'scope'>,
  { kind, after }: CollectCursor,
  limit: number,
): Promise<Access[]> {
  const next = (all: Access[]) =>
    all
      .sort(byId)
      .filter(({ id }) => after === undefined || id > after)
      .slice(0, limit);
  switch (kind) {
    case 'operator':
      return next((await listOperators(projectId)).map(ofOperator));
    case 'api_key':
      return next((await listApiKeys(projectId)).map(ofKey));
    case 'client':
      return next((await listM2mClients(projectId)).map(ofClient));
    case 'membership':
      return scope.organizationId === undefined
        ? []
        : (await listMembers(scope.organizationId, after, limit)).map(ofMembership);
  }
}

/** Strongly consistent; `undefined` where it was taken away. */
export async function currentAccess(
  projectId: string,
  { kind, id, organizationId = '' }: Pick<Access, 'kind' | 'id' | 'organizationId'>,
): Promise<Access | undefined> {
  const own = <T extends { readonly projectId: string }>(found: T | undefined, to: (found: T) => Access) =>
    found?.projectId === projectId ? to(found) : undefined;
  switch (kind) {
    case 'operator':
      return own(await getOperator(id), ofOperator);
    case 'api_key':
      return own(await getApiKey(id), ofKey);
    case 'client': {
      const client = await getM2mClient(id);
      return client?.status === 'active' ? own(client, ofClient) : undefined;
    }
    case 'membership':
      return own(await findMembership(organizationId, id), ofMembership);
  }
}

/** Sessions of a person that are looked at, the newest first. */
const SESSIONS = 25;

/** When a person was last here: of a membership, in that organization. */
async function lastActive({ kind, userId = '', organizationId }: Access): Promise<number | undefined> {
  const sessions = await listSessions(userId, SESSIONS);
  const times = sessions
    // What somebody did as this person, they did not do themselves.
    .filter((session) => session.impersonation === undefined)
    .filter((session) => kind === 'operator' || session.organizationId === organizationId)
    .map(({ lastActiveAtMs }) => lastActiveAtMs);
  return times.length > 0 ? Math.max(...times) : undefined;
}

const ANY_TIME = { types: [], startMs: 0, endMs: Number.POSITIVE_INFINITY, after: undefined, limit: 1 };

/** The newest event in which it acted: reading leaves none, so this is when it last changed or was refused something. */
async function lastEvent(projectId: string, { id }: Access): Promise<number | undefined> {
  const { records } = await searchEvents({ ...ANY_TIME, projectId, actorId: id });
  return records[0]?.timeMs;
}

/** RFC 3339; `undefined` where nothing is known of a use. */
export async function lastUse(projectId: string, access: Access): Promise<string | undefined> {
  const ms = access.userId === undefined ? await lastEvent(projectId, access) : await lastActive(access);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
