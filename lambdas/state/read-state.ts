/** The two sides that are held against each other: what the tables have, and what the log tells. Of a project, or of one organization. */
import { listApiKeys } from '../api-key/api-key-store.ts';
import type { JsonObject } from '../audit/block.ts';
import { readCursor } from '../audit/event-query.ts';
import { searchEvents } from '../audit/search-events.ts';
import { listM2mClients } from '../m2m-client/m2m-client-store.ts';
import { listMembers } from '../membership/membership-store.ts';
import { listOperators } from '../operator/operator-store.ts';
import { getOrganizationOf } from '../organization/organization-store.ts';
import { FACTS, nameOf, ORGANIZATION_TYPES, PROJECT_TYPES, replay, type State, stateOf, type Told } from './state.ts';

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

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};

/** `undefined` when there was no time for all of it. */
export async function toldState(
  projectId: string,
  organizationId: string | undefined,
  timeLeft: () => boolean,
): Promise<State | undefined> {
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
