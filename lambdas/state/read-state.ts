/** The two sides that are held against each other: what the tables have, and what the log tells. Of a project, or of one organization. */
import { getApiKey, listApiKeys } from '../api-key/api-key-store.ts';
import type { JsonObject } from '../audit/block.ts';
import { readCursor } from '../audit/event-query.ts';
import { searchEvents } from '../audit/search-events.ts';
import { getM2mClient, listM2mClients } from '../m2m-client/m2m-client-store.ts';
import { getMembership, listMembers } from '../membership/membership-store.ts';
import { getOperator, listOperators } from '../operator/operator-store.ts';
import { getOrganizationOf } from '../organization/organization-store.ts';
import {
  BROKEN,
  type Difference,
  FACTS,
  nameOf,
  ORGANIZATION_TYPES,
  PROJECT_TYPES,
  type Replayed,
  replay,
  type State,
  stateOf,
  type Told,
} from './state.ts';

const MEMBERS = 500;
const EVENTS = 100;

async function foundInProject(projectId: string): Promise<State> {
  const [operators, keys, clients] = await Promise.all([
    listOperators(projectId),
    listApiKeys(projectId),
    listM2mClients(projectId),
  ]);
  return stateOf([
    ...operators.map(({ userId, roles }) => [nameOf('operator', userId), FACTS.operator(roles)] as const),
    ...keys.map(({ id, scopes, expiresAt }) => [nameOf('api_key', id), FACTS.api_key(scopes, expiresAt)] as const),
    ...clients.map(({ id, scopes }) => [nameOf('client', id), FACTS.client(scopes)] as const),
  ]);
}

async function foundInOrganization(projectId: string, id: string): Promise<State> {
  const organization = await getOrganizationOf(projectId, id);
  const entries: (readonly [string, string])[] = organization
    ? [[nameOf('policy', id), FACTS.policy(organization.policy)]]
    : [];
  for (let after: string | undefined; ; ) {
    const members = await listMembers(id, after, MEMBERS);
    for (const member of members)
      entries.push([nameOf('membership', member.id), FACTS.membership(member.userId, member.role)]);
    if (members.length < MEMBERS) return stateOf(entries);
    after = members.at(-1)?.id;
  }
}

export const foundState = (projectId: string, organizationId: string | undefined): Promise<State> =>
  organizationId === undefined ? foundInProject(projectId) : foundInOrganization(projectId, organizationId);

const ownerOf = (facts: string): string | undefined => {
  const told = facts === BROKEN ? undefined : (JSON.parse(facts) as { user_id?: string });
  return told?.user_id;
};

/**
 * One thing as it is, strongly consistent: an index lags behind its table. `undefined` where it is not there.
 * @param facts what was told or found of it: whose membership it is.
 */
export async function foundOne(
  projectId: string,
  organizationId: string | undefined,
  { kind, id }: Difference,
  facts: string,
): Promise<string | undefined> {
  switch (kind) {
    case 'operator': {
      const operator = await getOperator(id);
      return operator?.projectId === projectId ? FACTS.operator(operator.roles) : undefined;
    }
    case 'api_key': {
      const key = await getApiKey(id);
      return key?.projectId === projectId ? FACTS.api_key(key.scopes, key.expiresAt) : undefined;
    }
    case 'client': {
      const one = await getM2mClient(id);
      return one?.projectId === projectId && one.status === 'active' ? FACTS.client(one.scopes) : undefined;
    }
    case 'membership': {
      const owner = ownerOf(facts);
      const membership = owner === undefined ? undefined : await getMembership(owner, organizationId ?? '');
      return membership?.id === id ? FACTS.membership(membership.userId, membership.role) : undefined;
    }
    case 'policy': {
      const organization = await getOrganizationOf(projectId, id);
      return organization && FACTS.policy(organization.policy);
    }
  }
}

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};

/** `undefined` when there was no time for all of it. */
export async function toldState(
  projectId: string,
  organizationId: string | undefined,
  timeLeft: () => boolean,
): Promise<Replayed | undefined> {
  const types = organizationId === undefined ? PROJECT_TYPES : ORGANIZATION_TYPES;
  const asked = { projectId, organizationId, types, startMs: 0, endMs: Number.POSITIVE_INFINITY, limit: EVENTS };
  const told: Told[] = [];
  for (let after: string | undefined; timeLeft(); ) {
    const page = await searchEvents({ ...asked, after });
    for (const { type, public: open } of page.records) {
      const target = object(open.target).id;
      if (open.outcome === 'success' && typeof target === 'string')
        told.push({ type, target, detail: object(open.detail) });
    }
    if (page.after === undefined) return replay(told);
    after = readCursor(page.after);
  }
  return undefined;
}
