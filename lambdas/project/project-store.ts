/** How projects are stored. A project is read at most every ten seconds by each environment; its key is unwrapped once. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { INHERIT } from '../organization/policy.ts';
import { getRow } from '../shared/aws/dynamodb.ts';
import { unwrapProjectKey } from '../shared/aws/kms.ts';
import { type Change, check, insert, update } from '../shared/change.ts';
import { PROJECTS, projectKey } from '../shared/table.ts';
import type { Project } from './project.ts';
import { type SettingsPatch, settingsOf } from './settings.ts';

const PROJECT_CACHE_MS = 10_000;

const projects = new Map<string, { project: Project; until: number }>();
const keys = new Map<string, Promise<KeyObject>>();

const fromRow = (row: Record<string, unknown>): Project => ({
  id: row.id as string,
  tenantId: row.tenant_id as string,
  name: row.name as string,
  environment: row.environment as Project['environment'],
  relyingPartyId: row.relying_party_id as string,
  relyingPartyName: row.relying_party_name as string,
  origins: row.origins as string[],
  signUp: row.sign_up as Project['signUp'],
  policy: { ...INHERIT, ...(row.policy as Project['policy']) },
  settings: settingsOf(row.settings as SettingsPatch | undefined, row.environment as Project['environment']),
  riskPolicy: row.risk_policy as Project['riskPolicy'],
  signedOutAt: row.signed_out_at as string | undefined,
  version: (row.version as number | undefined) ?? 0,
  createdAt: row.created_at as string,
  wrappedKey: row.wrapped_key as Uint8Array,
});

/** The project, at most ten seconds old. */
export async function getProject(id: string, now: Date): Promise<Project | undefined> {
  const cached = projects.get(id);
  if (cached && cached.until > now.getTime()) return cached.project;
  const row = await getRow('IDENTITY_TABLE', projectKey(id), { eventual: true });
  if (!row) return undefined;
  const project = fromRow(row);
  projects.set(id, { project, until: now.getTime() + PROJECT_CACHE_MS });
  return project;
}

/** As it is now, strongly consistent: the start of every change. */
export async function readProject(id: string): Promise<Project | undefined> {
  const row = await getRow('IDENTITY_TABLE', projectKey(id));
  return row && fromRow(row);
}

/** After a change: this environment goes on with the new one at once, the others within ten seconds. */
export const forgetProject = (id: string): boolean => projects.delete(id);

/** A project from before there were versions has none to compare. */
export const updateProject = (before: Project, after: Project): Change<'conflict'> =>
  update(
    projectKey(before.id),
    {
      name: after.name,
      sign_up: after.signUp,
      policy: after.policy,
      settings: after.settings,
      version: after.version,
    },
    { version: before.version || undefined },
    'conflict',
  );

/** Every session of it that was made before now is over, in each environment within ten seconds. */
export const signOutProject = ({ id }: Pick<Project, 'id'>, now: Date): Change<'not_found'> =>
  update(projectKey(id), { signed_out_at: now.toISOString() }, { id }, 'not_found');

/** Fails when the project changed since it was read. */
export const checkProject = ({ id, version }: Pick<Project, 'id' | 'version'>): Change<'conflict'> =>
  check(projectKey(id), { version: version || undefined }, 'conflict');

/** The key that wraps the data keys of the project's people; unwrapped by KMS once in each environment. */
export function getDataKey(project: Pick<Project, 'id' | 'wrappedKey'>): Promise<KeyObject> {
  const known = keys.get(project.id);
  if (known) return known;
  const unwrapping = unwrapProjectKey(project.id, project.wrappedKey).then(createSecretKey);
  keys.set(project.id, unwrapping);
  unwrapping.catch(() => keys.delete(project.id));
  return unwrapping;
}

export const insertProject = (project: Project): Change<'conflict'> =>
  insert(
    {
      ...projectKey(project.id),
      id: project.id,
      parent: PROJECTS,
      tenant_id: project.tenantId,
      name: project.name,
      environment: project.environment,
      relying_party_id: project.relyingPartyId,
      relying_party_name: project.relyingPartyName,
      origins: project.origins,
      sign_up: project.signUp,
      policy: project.policy,
      settings: project.settings,
      version: project.version,
      created_at: project.createdAt,
      wrapped_key: project.wrappedKey,
    },
    'conflict',
  );
