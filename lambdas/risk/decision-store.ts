/**
 * How decisions are stored: one that allowed a session is a member of that session, any other one is a row of its own,
 * found by its person and in the project's list (ADR 0020).
 */
import { queryRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert } from '../shared/change.ts';
import { BY_PARENT, decisionKey, decisionsOf, decisionsPk, sessionKey, sessionsPk } from '../shared/table.ts';
import { type Assessment, assessmentFrom, type RiskMembers, riskMembers } from './risk.ts';

/** A decision with what it was about. */
export interface StoredDecision extends Assessment {
  readonly userId: string;
  readonly organizationId: string | undefined;
  /** The session that it let in. */
  readonly sessionId: string | undefined;
  /** How the person had proven who they are. */
  readonly method: string;
}

/** Its id is new: nothing stands in its way. */
export const insertDecision = (projectId: string, decision: StoredDecision): Change<'conflict'> =>
  insert(
    {
      ...decisionKey(decision.userId, decision.id),
      id: decision.id,
      parent: decisionsOf(projectId),
      risk: riskMembers(decision),
      user_id: decision.userId,
      organization_id: decision.organizationId,
      session_id: decision.sessionId,
      method: decision.method,
    },
    'conflict',
  );

const fromRow = (row: Row): StoredDecision => ({
  ...assessmentFrom(row.risk as RiskMembers),
  userId: row.user_id as string,
  organizationId: row.organization_id as string | undefined,
  sessionId: row.session_id as string | undefined,
  method: row.method as string,
});

/** Newest first. @param before the id of a decision. */
export async function listOwnDecisions(
  userId: string,
  before: string | undefined,
  limit: number,
): Promise<StoredDecision[]> {
  const edge = before === undefined ? undefined : String(decisionKey(userId, before).sk);
  const { rows } = await queryRows('IDENTITY_TABLE', decisionsPk(userId), { reverse: true, before: edge, limit });
  return rows.map(fromRow);
}

/** Newest first: those of the whole project that did not simply let somebody in. */
export async function listProjectDecisions(
  projectId: string,
  before: string | undefined,
  limit: number,
): Promise<StoredDecision[]> {
  const options = { index: BY_PARENT, reverse: true, before, limit };
  const { rows } = await queryRows('IDENTITY_TABLE', decisionsOf(projectId), options);
  return rows.map(fromRow);
}

export interface SessionDecisions {
  readonly decisions: StoredDecision[];
  /** The id of the last session that was read; `undefined` where there are no more. */
  readonly readTo: string | undefined;
}

/**
 * Those that lie with sessions, in the order of the sessions' ids, which is nearly that of the decisions.
 * @param before the id of a session.
 */
export async function listSessionDecisions(
  userId: string,
  before: string | undefined,
  limit: number,
): Promise<SessionDecisions> {
  const edge = before === undefined ? undefined : String(sessionKey(userId, before).sk);
  const { rows, more } = await queryRows('IDENTITY_TABLE', sessionsPk(userId), { reverse: true, before: edge, limit });
  const decisions = rows.flatMap((row): StoredDecision[] =>
    row.risk
      ? [
          {
            ...assessmentFrom(row.risk as RiskMembers),
            userId,
            organizationId: row.organization_id as string | undefined,
            sessionId: row.id as string,
            method: row.method as string,
          },
        ]
      : [],
  );
  return { decisions, readTo: more ? String(rows.at(-1)?.id) : undefined };
}
