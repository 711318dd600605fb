/** Whose log it is, as its first event registered it. That never changes, so it is asked for once by each environment. */

import { queryAllRows } from '../shared/aws/dynamodb.ts';
import { isId } from '../shared/ids.ts';
import { LANES, lanePk } from '../shared/table.ts';
import { projectOfScope } from './event-store.ts';

const owners = new Map<string, string>();
const KEPT = 100_000;

/** @param scope a project or an organization, also one that was deleted. */
export async function ownerOf(scope: string): Promise<string | undefined> {
  if (isId('project', scope)) return scope;
  const known = owners.get(scope);
  if (known || !isId('organization', scope)) return known;
  const project = await projectOfScope(scope);
  if (project === undefined) return undefined;
  if (owners.size >= KEPT) owners.clear();
  owners.set(scope, project);
  return project;
}

/** All logs of the deployment, by project. */
export async function listLogs(): Promise<Map<string, string[]>> {
  const logs = new Map<string, Set<string>>();
  for (const { sk, scope, project } of await queryAllRows('LANES_TABLE', LANES)) {
    const named = isId('organization', String(scope)) ? sk === lanePk(String(scope), 0) : scope === project;
    if (!named || !isId('project', String(project))) continue;
    logs.set(String(project), (logs.get(String(project)) ?? new Set()).add(String(scope)));
  }
  return new Map([...logs].map(([project, scopes]) => [project, [...scopes]]));
}

/** Of one project, in order. */
export const listLogsOf = async (projectId: string): Promise<string[]> =>
  ((await listLogs()).get(projectId) ?? []).sort();
