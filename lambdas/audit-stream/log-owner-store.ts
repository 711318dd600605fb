/** Whose log it is. That never changes, so it is asked for once by each environment. */
import { getOrganization } from '../organization/organization-store.ts';
import { getRow } from '../shared/aws/dynamodb.ts';
import { isId } from '../shared/ids.ts';
import { eventShards, lanePk } from '../shared/table.ts';

const owners = new Map<string, string>();
const KEPT = 100_000;

/** Of an organization that is gone: the first event of its log lies in an index partition of the project. */
async function ownerOfDeleted(scope: string): Promise<string | undefined> {
  const row = await getRow('AUDIT_TABLE', { pk: lanePk(scope, 0), sk: 0 });
  const project = String(row?.idx ?? '').split('#')[0] ?? '';
  return isId('project', project) && eventShards(project).includes(String(row?.idx)) ? project : undefined;
}

/** @param scope a project or an organization. */
export async function projectOf(scope: string): Promise<string | undefined> {
  if (isId('project', scope)) return scope;
  const known = owners.get(scope);
  if (known || !isId('organization', scope)) return known;
  const organization = await getOrganization(scope, { eventual: true });
  const project = organization?.projectId ?? (await ownerOfDeleted(scope));
  if (project === undefined) return undefined;
  if (owners.size >= KEPT) owners.clear();
  owners.set(scope, project);
  return project;
}
