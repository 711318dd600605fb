/**
 * What each measure changes, and the events that tell of it. What is already so is not changed again, so a measure may
 * be taken up wherever it was left.
 */
import { successorOf } from '../api-key/api-key.ts';
import { deleteApiKey, getApiKey, listApiKeys } from '../api-key/api-key-store.ts';
import type { EventDraft } from '../audit/event.ts';
import { getM2mClient, revokeM2mClient } from '../m2m-client/m2m-client-store.ts';
import { getOperator } from '../operator/operator-store.ts';
import { getOrganizationOf, signOutOrganization } from '../organization/organization-store.ts';
import type { Project } from '../project/project.ts';
import { signOutProject } from '../project/project-store.ts';
import { getAccount } from '../session/account-store.ts';
import { concerning } from '../session/request.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { changeKeys } from '../signing-key/change-keys.ts';
import { tellRotation } from '../signing-key/tell-rotation.ts';
import { getUserWithKey, signOutUser, type UserWithKey } from '../user/user-store.ts';
import type { Step } from './containment.ts';
import { because, type Deed, NOTHING } from './deed.ts';
import { dropCredentials } from './drop-credentials.ts';

type Prepared = Promise<Result<Deed, ErrorCode>>;
type Prepare = (id: string, project: Project, now: Date) => Prepared;

const revokeKey: Prepare = async (id, project, now) => {
  const [key, all] = await Promise.all([getApiKey(id), listApiKeys(project.id)]);
  if (key?.projectId !== project.id) return err('not_found');
  const successor = successorOf(key, all, now);
  if (!successor && key.scopes.includes('api_keys:write')) return err('last_key');
  const event = { ...because, type: 'api_key.revoked', target: { type: 'api_key', id } } as const;
  return ok({ changes: deleteApiKey(key, successor), events: [event], count: 1 });
};

const revokeClient: Prepare = async (id, project) => {
  const client = await getM2mClient(id);
  if (client?.projectId !== project.id) return err('not_found');
  if (client.status !== 'active') return ok(NOTHING);
  const event = { ...because, type: 'client.revoked', target: { type: 'client', id } } as const;
  return ok({ changes: [revokeM2mClient(client)], events: [event], count: 1 });
};

/** @param name of the key that is compromised, or `planned`. */
const changeSigningKey: Prepare = async (name, project, now) => {
  const changed = await changeKeys(
    name === 'planned' ? { reason: 'planned' } : { reason: 'compromised', kid: name },
    now,
  );
  if (!changed.ok) return changed.error === 'already_decided' ? ok(NOTHING) : changed;
  const { change, event } = changed.value;
  return ok({
    changes: [change],
    events: [event],
    count: 1,
    afterwards: () => tellRotation(project.id, changed.value),
  });
};

/** They begin no session either until somebody enables them again. */
export const lockDeed = (found: UserWithKey, now: Date): Deed => {
  const { user } = found;
  if (user.status !== 'active') return NOTHING;
  const event: EventDraft<'user.updated'> = {
    ...because,
    type: 'user.updated',
    target: { type: 'user', id: user.id },
    detail: { changed: ['status'], status: 'disabled' },
    subjects: concerning(found),
  };
  return { changes: [signOutUser(user, now, 'disabled')], events: [event], count: 1 };
};

const lockUser: Prepare = async (id, project, now) => {
  const found = await getUserWithKey(project.id, id);
  return found ? ok(lockDeed(found, now)) : err('not_found');
};

const endSessionsOfUser: Prepare = async (id, project, now) => {
  const found = await getUserWithKey(project.id, id);
  if (!found) return err('not_found');
  const event: EventDraft<'user.signed_out'> = {
    ...because,
    type: 'user.signed_out',
    target: { type: 'user', id },
    subjects: concerning(found),
  };
  return ok({ changes: [signOutUser(found.user, now)], events: [event], count: 1 });
};

/** One mark for all of them: it holds for whoever has which session there, however many they are. */
const endSessionsOfOrganization: Prepare = async (id, project, now) => {
  const organization = await getOrganizationOf(project.id, id);
  return organization
    ? ok({ ...NOTHING, changes: [signOutOrganization(organization, now)], count: 1 })
    : err('not_found');
};

const endSessionsOfProject: Prepare = async (_id, project, now) =>
  ok({ ...NOTHING, changes: [signOutProject(project, now)], count: 1 });

const dropCredentialsOf: Prepare = async (id, project, now) => {
  const account = await getAccount(project.id, id);
  return account ? ok(dropCredentials(account, now)) : err('not_found');
};

/** Of one thing at a time; `lock-many.ts` locks the accounts of an organization or project. */
const PREPARE: Readonly<Record<string, Prepare>> = {
  'api_key api_key': revokeKey,
  'client client': revokeClient,
  'signing_key deployment': changeSigningKey,
  'lock user': lockUser,
  'credentials user': dropCredentialsOf,
  'sessions user': endSessionsOfUser,
  'sessions organization': endSessionsOfOrganization,
  'sessions project': endSessionsOfProject,
};

/** `undefined` for a measure that is a walk over many. */
export function prepareMeasure({ kind, target }: Step, project: Project, now: Date): Prepared | undefined {
  return PREPARE[`${kind} ${target.type}`]?.(target.id, project, now);
}

/** Whether a measure asks for more than the one who orders it may: an operator is put out by whoever appoints them. */
export async function isBeyond({ kind, target }: Pick<Step, 'kind' | 'target'>, may: boolean): Promise<boolean> {
  const puts = (kind === 'lock' || kind === 'credentials') && target.type === 'user';
  return puts && !may && (await getOperator(target.id)) !== undefined;
}
