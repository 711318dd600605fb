/** Taking access away as its own route would: the same changes, with the same event, ready to commit. */
import { successorOf } from '../api-key/api-key.ts';
import { deleteApiKey, getApiKey, listApiKeys } from '../api-key/api-key-store.ts';
import type { EventDraft } from '../audit/event.ts';
import { getM2mClient, revokeM2mClient } from '../m2m-client/m2m-client-store.ts';
import { deleteMembership, findMembership } from '../membership/membership-store.ts';
import { rolesChange } from '../operator/grant-change.ts';
import type { Project } from '../project/project.ts';
import { getAccount } from '../session/account-store.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Access } from './review-item.ts';

type Refusal = 'conflict' | 'not_found' | 'last_key' | 'too_few_operators';
export type TakenEvent =
  | 'operator.revoked'
  | 'operator.granted'
  | 'api_key.revoked'
  | 'client.revoked'
  | 'membership.deleted';

export interface Taking {
  readonly changes: readonly Change<'conflict' | 'not_found'>[];
  readonly event: EventDraft<TakenEvent>;
}

async function dismiss(
  project: Project,
  userId: string,
  confirmed: boolean,
  now: Date,
): Promise<Result<Taking, Refusal>> {
  const account = await getAccount(project.id, userId);
  return account ? rolesChange(project, account, [], { confirmed }, now) : err('conflict');
}

async function revokeKey(project: Project, id: string, now: Date): Promise<Result<Taking, Refusal>> {
  const [key, all] = await Promise.all([getApiKey(id), listApiKeys(project.id)]);
  if (!key) return err('conflict');
  const successor = successorOf(key, all, now);
  if (!successor && key.scopes.includes('api_keys:write')) return err('last_key');
  const event = { type: 'api_key.revoked', target: { type: 'api_key', id } } as const;
  return ok({ changes: deleteApiKey(key, successor), event });
}

async function revokeClient(id: string): Promise<Result<Taking, Refusal>> {
  const client = await getM2mClient(id);
  if (!client) return err('conflict');
  const event = { type: 'client.revoked', target: { type: 'client', id } } as const;
  return ok({ changes: [revokeM2mClient(client)], event });
}

async function endMembership(organizationId: string, id: string): Promise<Result<Taking, Refusal>> {
  const membership = await findMembership(organizationId, id);
  if (!membership) return err('conflict');
  const { userId, role } = membership;
  const event = {
    type: 'membership.deleted',
    target: { type: 'membership', id },
    organizationId,
    detail: { user_id: userId, role },
  } as const;
  return ok({ changes: deleteMembership(membership), event });
}

/** `conflict`: it was taken away meanwhile. @param confirmed that too few emergency operators are left. */
export function takeAway(
  project: Project,
  { kind, id, organizationId = '' }: Pick<Access, 'kind' | 'id' | 'organizationId'>,
  confirmed: boolean,
  now: Date,
): Promise<Result<Taking, Refusal>> {
  switch (kind) {
    case 'operator':
      return dismiss(project, id, confirmed, now);
    case 'api_key':
      return revokeKey(project, id, now);
    case 'client':
      return revokeClient(id);
    case 'membership':
      return endMembership(organizationId, id);
  }
}
