/** How impersonations are stored, and the consent that a user gave to one: a row each. */
import { getRow, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, check, insert, update } from '../shared/change.ts';
import { BY_PARENT, impersonationConsentKey, impersonationKey, impersonationsOf } from '../shared/table.ts';
import type { Consent, Impersonation } from './impersonation.ts';

const fromRow = (row: Row): Impersonation => ({
  id: row.id as string,
  projectId: row.project_id as string,
  by: row.by as string,
  userId: row.user_id as string,
  sessionId: row.session_id as string,
  organizationId: row.organization_id as string | undefined,
  reason: row.reason as string,
  ticket: row.ticket as string,
  writes: row.writes as boolean,
  createdAt: row.created_at as string,
  endsAt: row.ends_at as string,
  endedAt: row.ended_at as string | undefined,
});

/** `undefined` for one of another project too. */
export async function getImpersonationOf(projectId: string, id: string): Promise<Impersonation | undefined> {
  const row = await getRow('IDENTITY_TABLE', impersonationKey(id));
  return row?.project_id === projectId ? fromRow(row) : undefined;
}

/** Newest first. */
export async function listImpersonations(
  projectId: string,
  before: string | undefined,
  limit: number,
): Promise<Impersonation[]> {
  const options = { index: BY_PARENT, reverse: true, limit, ...(before !== undefined && { before }) };
  const { rows } = await queryRows('IDENTITY_TABLE', impersonationsOf(projectId), options);
  return rows.map(fromRow);
}

export const insertImpersonation = (impersonation: Impersonation): Change<'conflict'> =>
  insert(
    {
      ...impersonationKey(impersonation.id),
      id: impersonation.id,
      parent: impersonationsOf(impersonation.projectId),
      project_id: impersonation.projectId,
      by: impersonation.by,
      user_id: impersonation.userId,
      session_id: impersonation.sessionId,
      organization_id: impersonation.organizationId,
      reason: impersonation.reason,
      ticket: impersonation.ticket,
      writes: impersonation.writes,
      status: 'open',
      created_at: impersonation.createdAt,
      ends_at: impersonation.endsAt,
    },
    'conflict',
  );

/** Of two who end it at once, one does. */
export const endImpersonation = (id: string, now: Date): Change<'conflict'> =>
  update(impersonationKey(id), { status: 'ended', ended_at: now.toISOString() }, { status: 'open' }, 'conflict');

/** Among the rows of a person's collection (`Account.rows`). */
export function consentOf({ rows }: { readonly rows: readonly Row[] }): Consent | undefined {
  const { sk } = impersonationConsentKey('');
  const row = rows.find((one) => one.sk === sk);
  return row && { untilMs: row.until as number };
}

/** @param before as it was read, if there was one. */
export function setConsent(userId: string, before: Consent | undefined, untilMs: number): Change<'conflict'> {
  const key = impersonationConsentKey(userId);
  if (!before) return insert({ ...key, until: untilMs }, 'conflict');
  return update(key, { until: untilMs }, { until: before.untilMs }, 'conflict');
}

/** Fails when it was given anew or withdrawn meanwhile. */
export const checkConsent = (userId: string, { untilMs }: Consent): Change<'conflict'> =>
  check(impersonationConsentKey(userId), { until: untilMs }, 'conflict');
