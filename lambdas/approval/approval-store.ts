/** How approvals are stored: one row each, found from the project. A row stays when it is decided. */
import { getRow, queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { approvalKey, approvalsOf, BY_PARENT } from '../shared/table.ts';
import type { Approval } from './approval.ts';

const fromRow = (row: Row): Approval => ({
  id: row.id as string,
  projectId: row.project_id as string,
  kind: row.kind as Approval['kind'],
  target: row.target as Approval['target'],
  organizationId: row.organization_id as string | undefined,
  version: row.target_version as number,
  before: row.before as Approval['before'],
  after: row.after as Approval['after'],
  proposer: row.proposer as Approval['proposer'],
  given: row.given as string[],
  needed: row.needed as number,
  status: row.status as Approval['status'],
  createdAt: row.created_at as string,
  expiresAt: row.ends_at as string,
  decidedAt: row.decided_at as string | undefined,
});

/** `undefined` for an approval of another project too. */
export async function getApprovalOf(projectId: string, id: string): Promise<Approval | undefined> {
  const row = await getRow('IDENTITY_TABLE', approvalKey(id));
  return row?.project_id === projectId ? fromRow(row) : undefined;
}

/** Newest first. */
export async function listApprovals(projectId: string, before: string | undefined, limit: number): Promise<Approval[]> {
  const options = { index: BY_PARENT, reverse: true, limit, ...(before !== undefined && { before }) };
  const { rows } = await queryRows('IDENTITY_TABLE', approvalsOf(projectId), options);
  return rows.map(fromRow);
}

export const insertApproval = (approval: Approval): Change<'conflict'> =>
  insert(
    {
      ...approvalKey(approval.id),
      id: approval.id,
      parent: approvalsOf(approval.projectId),
      project_id: approval.projectId,
      kind: approval.kind,
      target: approval.target,
      organization_id: approval.organizationId,
      target_version: approval.version,
      before: approval.before,
      after: approval.after,
      proposer: approval.proposer,
      given: approval.given,
      needed: approval.needed,
      status: approval.status,
      created_at: approval.createdAt,
      ends_at: approval.expiresAt,
    },
    'conflict',
  );

/** Of two people who decide at once, one does; the other reads it again. */
export const decideApproval = (before: Approval, after: Approval): Change<'conflict'> =>
  update(
    approvalKey(before.id),
    { given: after.given, status: after.status, decided_at: after.decidedAt },
    { status: 'pending', given: before.given },
    'conflict',
  );
