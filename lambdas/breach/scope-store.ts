/**
 * How scopes of a breach are stored: a row each beside the breach, by number. What was asked is sealed, because the
 * address of a network may be a person's.
 */

import type { Project } from '../project/project.ts';
import { queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { openSecret, sealSecret } from '../shared/sealed-secret.ts';
import { BREACH_SCOPES, breachPk, breachScopeKey } from '../shared/table.ts';
import type { Criteria } from './criteria.ts';
import type { Scope } from './scope.ts';

type Owner = Pick<Project, 'id' | 'wrappedKey'>;
const sealOf = (breachId: string, number: number) =>
  ({ kind: 'breach_paper', recordId: `${breachId}/scope/${number}` }) as const;

const fromRow = (row: Row, criteria: Criteria): Scope => ({
  breachId: row.breach_id as string,
  projectId: row.project_id as string,
  number: row.number as number,
  criteria,
  by: row.by as Scope['by'],
  status: row.status as Scope['status'],
  failure: row.failure as Scope['failure'],
  createdAt: row.created_at as string,
  result: row.result as Scope['result'],
  followedAt: row.followed_at as string | undefined,
  runs: row.runs as number,
  idleRuns: row.idle_runs as number,
  walked: row.walked as number,
  claimedUntilMs: row.claimed_until_ms as number,
});

/** The newest one. Strongly consistent. */
export async function getScope(project: Owner, breachId: string): Promise<Scope | undefined> {
  const span = { prefix: BREACH_SCOPES, reverse: true, limit: 1 };
  const [row] = (await queryRows('IDENTITY_TABLE', breachPk(breachId), span)).rows;
  if (!row) return undefined;
  const sealed = row.criteria as Uint8Array;
  const opened = await openSecret(sealed, project, sealOf(breachId, row.number as number));
  return fromRow(row, JSON.parse(opened.toString('utf8')) as Criteria);
}

/** What runs change. */
const members = (scope: Scope): Row => ({
  status: scope.status,
  failure: scope.failure,
  result: scope.result,
  followed_at: scope.followedAt,
  runs: scope.runs,
  idle_runs: scope.idleRuns,
  walked: scope.walked,
  claimed_until_ms: scope.claimedUntilMs,
});

/** Of two that are asked for at once, one comes into being. */
export async function insertScope(scope: Scope, project: Owner): Promise<Change<'conflict'>> {
  const { breachId, number } = scope;
  const text = Buffer.from(JSON.stringify(scope.criteria), 'utf8');
  return insert(
    {
      ...breachScopeKey(breachId, number),
      ...members(scope),
      breach_id: breachId,
      project_id: scope.projectId,
      number,
      criteria: await sealSecret(text, project, sealOf(breachId, number)),
      by: scope.by,
      created_at: scope.createdAt,
    },
    'conflict',
  );
}

/** From what was read to what a run made of it; of two runs, one. */
export const putScope = (before: Scope, after: Scope): Change<'conflict'> =>
  update(
    breachScopeKey(before.breachId, before.number),
    members(after),
    { status: before.status, runs: before.runs, claimed_until_ms: before.claimedUntilMs },
    'conflict',
  );
