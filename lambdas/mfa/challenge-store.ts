/** How challenges are stored: by the hash of what the client holds, with the number of wrong answers. */
import { createHash, randomBytes } from 'node:crypto';
import { assessmentFrom, type RiskMembers, riskMembers } from '../risk/risk.ts';
import { getRow, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { challengeKey, EXPIRES_AT } from '../shared/table.ts';
import { MAX_TRIES, type StepUpChallenge } from './challenge.ts';

/** What the client holds: 256 bits. */
export const newChallengeId = (): string => `chal_${randomBytes(32).toString('base64url')}`;
export const hashOf = (challengeId: string): string => createHash('sha256').update(challengeId).digest('base64url');

const fromRow = (row: Row): StepUpChallenge => ({
  hash: row.hash as string,
  projectId: row.project_id as string,
  userId: row.user_id as string,
  organizationId: row.organization_id as string | undefined,
  sessionId: row.session_id as string,
  replaces: row.replaces as StepUpChallenge['replaces'],
  proof: { ...(row.proof as StepUpChallenge['proof']), aaguid: row.aaguid as string | undefined },
  methods: row.methods as StepUpChallenge['methods'],
  because: row.because as StepUpChallenge['because'],
  credentialId: row.credential_id as string | undefined,
  risk: row.risk ? assessmentFrom(row.risk as RiskMembers) : undefined,
  tries: row.tries as number,
  expiresAtMs: row.expires_at_ms as number,
});

/** Strongly consistent: the number of tries decides. */
export async function getChallenge(challengeId: string): Promise<StepUpChallenge | undefined> {
  const row = await getRow('EPHEMERAL_TABLE', challengeKey(hashOf(challengeId)));
  return row && fromRow(row);
}

export function insertChallenge(challenge: StepUpChallenge): Change<'conflict'> {
  const { aaguid, ...proof } = challenge.proof;
  return insert(
    {
      ...challengeKey(challenge.hash),
      hash: challenge.hash,
      project_id: challenge.projectId,
      user_id: challenge.userId,
      organization_id: challenge.organizationId,
      session_id: challenge.sessionId,
      replaces: challenge.replaces,
      proof,
      aaguid,
      methods: challenge.methods,
      because: challenge.because,
      credential_id: challenge.credentialId,
      risk: challenge.risk && riskMembers(challenge.risk),
      tries: challenge.tries,
      expires_at_ms: challenge.expiresAtMs,
      [EXPIRES_AT]: Math.ceil(challenge.expiresAtMs / 1000),
    },
    'conflict',
    'EPHEMERAL_TABLE',
  );
}

const setTries = (challenge: StepUpChallenge, tries: number): Change<'conflict'> =>
  update(challengeKey(challenge.hash), { tries }, { tries: challenge.tries }, 'conflict', 'EPHEMERAL_TABLE');

/** A wrong answer is told only when it was counted: of answers that read one number of tries, one counts. */
export const countTry = (challenge: StepUpChallenge): Change<'conflict'> => setTries(challenge, challenge.tries + 1);

/** The right answer uses it up: whoever read the same number of tries, right or wrong, comes too late. */
export const useChallenge = (challenge: StepUpChallenge): Change<'conflict'> => setTries(challenge, MAX_TRIES);
