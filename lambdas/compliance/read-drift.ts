/** How a project and its organizations stand against the preset, with the events by which they came to be below it. */
import { searchEvents } from '../audit/search-events.ts';
import { listOrganizations, type StoredOrganization } from '../organization/organization-store.ts';
import type { Project } from '../project/project.ts';
import { page, probe } from '../shared/page.ts';
import { type PolicyEvent, type Since, sinceWhen } from './drift.ts';
import type { Facts } from './posture.ts';
import { type Below, belowPreset, isFloor, organizationBelow } from './preset.ts';

/** Changes of policies that are looked at, newest first: what is older has no event named. */
const EVENTS_MOST = 200;
const PAGE = 100;

export type Drifted = Below & { readonly since: Since | undefined };

export interface OrganizationDrift {
  readonly organization: StoredOrganization;
  readonly below: readonly Drifted[];
}

async function policyEvents(projectId: string): Promise<PolicyEvent[]> {
  const types = ['project.updated', 'org_policy.updated'];
  const all = { startMs: 0, endMs: Number.POSITIVE_INFINITY, after: undefined };
  const { records } = await searchEvents({ ...all, projectId, types, limit: EVENTS_MOST });
  return records.map(({ id, timeMs, scope, type, public: { detail } }) => ({
    id,
    timeMs,
    scope,
    type,
    detail: (detail ?? {}) as PolicyEvent['detail'],
  }));
}

export interface Drift {
  readonly project: readonly Drifted[];
  /** Those of the page that are below the preset. */
  readonly organizations: readonly OrganizationDrift[];
  /** How many the page looked at. */
  readonly looked: number;
  readonly next: string | undefined;
}

/** One page of the organizations. The log is read only where something is below the preset. */
export async function readDrift(project: Project, after: string | undefined, limit: number): Promise<Drift> {
  const { items, next } = page(await listOrganizations(project.id, after, probe(limit)), limit);
  const own = belowPreset(project);
  const others = items
    .map((organization) => ({ organization, below: organizationBelow(project, organization.policy) }))
    .filter(({ below }) => below.length > 0);
  const events = own.length + others.length > 0 ? await policyEvents(project.id) : [];
  const dated = (below: readonly Below[], of: string): Drifted[] =>
    below.map((one) => ({ ...one, since: sinceWhen(project, one.name, of, events) }));
  return {
    project: dated(own, project.id),
    organizations: others.map(({ organization, below }) => ({
      organization,
      below: dated(below, organization.id),
    })),
    looked: items.length,
    next,
  };
}

/** How many are looked at where the project is no floor under them: the answer is waited for. */
const LOOKED_MOST = 5_000;

/** How many organizations there are, and how many of them are below the preset. */
export async function countBelow(project: Project, most = LOOKED_MOST): Promise<Facts['organizations']> {
  let [organizations, below] = [0, 0];
  if (isFloor(project)) return { organizations, below, looked: 'floor' };
  for (let after: string | undefined; organizations < most; ) {
    const limit = Math.min(PAGE, most - organizations);
    const { items, next } = page(await listOrganizations(project.id, after, probe(limit)), limit);
    organizations += items.length;
    below += items.filter(({ policy }) => organizationBelow(project, policy).length > 0).length;
    if (next === undefined) return { organizations, below, looked: 'all' };
    after = next;
  }
  return { organizations, below, looked: 'part' };
}
