/**
 * How recoveries are stored. One that was only asked for is a row that expires, for known and unknown addresses alike; once
 * the mailbox is proven it is a row found from the project, and named in the person's own collection.
 */
import type { Account } from '../session/account-store.ts';
import { getRow, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import {
  BY_PARENT,
  EXPIRES_AT,
  openRecoveryKey,
  recoveriesOf,
  recoveryKey,
  recoveryProofKey,
} from '../shared/table.ts';
import type { Approval, Recovery } from './recovery.ts';

/** Of one that was asked for: what the mailbox has to show. */
export interface Asked {
  readonly id: string;
  readonly projectId: string;
  /** Nobody's where the address is nobody's. */
  readonly userId: string;
  readonly emailHash: string;
  readonly organizationId: string | undefined;
  readonly page: string | undefined;
  readonly tokenHash: string;
  readonly status: 'open' | 'used';
  /** RFC 3339. */
  readonly requestedAt: string;
  /** Milliseconds. */
  readonly expiresAtMs: number;
}

const TABLE = 'EPHEMERAL_TABLE';

export const insertAsked = (asked: Asked): Change<'conflict'> =>
  insert(
    {
      ...recoveryProofKey(asked.id),
      id: asked.id,
      project_id: asked.projectId,
      user_id: asked.userId,
      email_hash: asked.emailHash,
      organization_id: asked.organizationId,
      page: asked.page,
      token_hash: asked.tokenHash,
      status: asked.status,
      requested_at: asked.requestedAt,
      expires_at_ms: asked.expiresAtMs,
      [EXPIRES_AT]: Math.ceil(asked.expiresAtMs / 1000),
    },
    'conflict',
    TABLE,
  );

export async function getAsked(id: string): Promise<Asked | undefined> {
  const row = await getRow(TABLE, recoveryProofKey(id));
  return (
    row && {
      id: row.id as string,
      projectId: row.project_id as string,
      userId: row.user_id as string,
      emailHash: row.email_hash as string,
      organizationId: row.organization_id as string | undefined,
      page: row.page as string | undefined,
      tokenHash: row.token_hash as string,
      status: row.status as Asked['status'],
      requestedAt: row.requested_at as string,
      expiresAtMs: row.expires_at_ms as number,
    }
  );
}

/** It stays until it expires, so that of two uses the second fails. */
export const useAsked = ({ id }: Asked): Change<'token_consumed'> =>
  update(recoveryProofKey(id), { status: 'used' }, { status: 'open' }, 'token_consumed', TABLE);

const fromRow = (row: Row): Recovery => ({
  id: row.id as string,
  projectId: row.project_id as string,
  userId: row.user_id as string,
  emailHash: row.email_hash as string,
  organizationId: row.organization_id as string | undefined,
  page: row.page as string | undefined,
  status: row.status as Recovery['status'],
  requestedAt: row.requested_at as string,
  provenAt: row.proven_at as string,
  approvals: row.approvals as Approval[],
  needed: row.needed as number,
  notBefore: row.not_before as string | undefined,
  tokenHash: row.token_hash as string | undefined,
  endedAt: row.ended_at as string | undefined,
  version: row.version as number,
});

/** `undefined` for one of another project too. */
export async function getRecoveryOf(projectId: string, id: string): Promise<Recovery | undefined> {
  const row = await getRow('IDENTITY_TABLE', recoveryKey(id));
  return row?.project_id === projectId ? fromRow(row) : undefined;
}

/** Newest first. */
export async function listRecoveries(
  projectId: string,
  before: string | undefined,
  limit: number,
): Promise<Recovery[]> {
  const options = { index: BY_PARENT, before, reverse: true, limit };
  const { rows } = await queryRows('IDENTITY_TABLE', recoveriesOf(projectId), options);
  return rows.map(fromRow);
}

/** The id of the person's last one. */
export function lastRecoveryOf({ user, rows }: Pick<Account, 'user' | 'rows'>): string | undefined {
  const row = rows.find(({ sk }) => sk === openRecoveryKey(user.id).sk);
  return row?.recovery_id as string | undefined;
}

/** A person has one at a time. @param last that this one takes the place of. */
export const insertRecovery = (recovery: Recovery, last: string | undefined): Change<'conflict'>[] => [
  insert(
    {
      ...recoveryKey(recovery.id),
      id: recovery.id,
      parent: recoveriesOf(recovery.projectId),
      project_id: recovery.projectId,
      user_id: recovery.userId,
      email_hash: recovery.emailHash,
      organization_id: recovery.organizationId,
      page: recovery.page,
      status: recovery.status,
      requested_at: recovery.requestedAt,
      proven_at: recovery.provenAt,
      approvals: recovery.approvals,
      needed: recovery.needed,
      version: recovery.version,
    },
    'conflict',
  ),
  last === undefined
    ? insert({ ...openRecoveryKey(recovery.userId), recovery_id: recovery.id }, 'conflict')
    : update(openRecoveryKey(recovery.userId), { recovery_id: recovery.id }, { recovery_id: last }, 'conflict'),
];

/** Of two who agree at once, one does. @param after with its new token, if it has one. */
export const agreeRecovery = (before: Recovery, after: Recovery): Change<'conflict'> =>
  update(
    recoveryKey(before.id),
    {
      status: after.status,
      approvals: after.approvals,
      needed: after.needed,
      not_before: after.notBefore,
      token_hash: after.tokenHash,
      version: after.version,
    },
    { status: before.status, version: before.version },
    'conflict',
  );

type End = 'completed' | 'denied' | 'cancelled';

/** From the state that was read and no other: what was stopped meanwhile is not finished. */
export const endRecovery = <E extends 'already_decided' | 'token_consumed'>(
  { id, status, version }: Recovery,
  end: End,
  otherwise: E,
  now: Date,
): Change<E> => update(recoveryKey(id), { status: end, ended_at: now.toISOString() }, { status, version }, otherwise);
