/** One code used by a hundred at once, in the transaction of the session that it is for: one wins (T16). */
import { beforeAll, expect, test } from 'vitest';
import { addTotp } from '../../dynamodb/factors.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { rowsOf } from '../../dynamodb/world.ts';

const { answerRecoveryCode } = await import('../../../lambdas/recovery-code/answer-recovery-code.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { getAccount } = await import('../../../lambdas/session/account-store.ts');
const { mintSession } = await import('../../../lambdas/session/mint-session.ts');
const { proofBy, withFactor } = await import('../../../lambdas/session/step-up.ts');
const { createWriter } = await import('../../../lambdas/shared/commit.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');
const { answerTotp } = await import('../../../lambdas/totp/answer-totp.ts');
type Answered = import('../../../lambdas/mfa/answered.ts').Answered;
type Account = import('../../../lambdas/session/account-store.ts').Account;
type Result<T> = import('../../../lambdas/shared/result.ts').Result<T, string>;

const AT_ONCE = 100;
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

/** Each of them reads, checks and mints, as a function's environment of its own does. */
async function race(userId: string, answer: (account: Account) => Promise<Result<Answered>>) {
  const now = new Date();
  const project = await getProject(clinic.projectId, now);
  if (!project) throw new Error('no project');
  const one = async () => {
    const writer = createWriter();
    const account = await getAccount(clinic.projectId, userId);
    const answered = account && (await answer(account));
    if (!account || !answered?.ok) return 'refused';
    const principal = { kind: 'anonymous', projectId: clinic.projectId } as const;
    const context = { principal, requestId: newId('request', now), ip: '203.0.113.7', userAgent: 'test', now };
    const request = { id: context.requestId, ip: context.ip, userAgent: 'test', headers: {}, cookies: {} };
    const { factor, consumes, events } = answered.value;
    const minted = await mintSession(
      {
        project,
        now,
        request,
        commit: (changes, list) => writer.commit(project, context, changes, list),
        prepare: () => {},
      },
      {
        sessionId: newId('session', now),
        account,
        organizationId: undefined,
        organization: undefined,
        proof: withFactor(proofBy({ method: 'password' }, now), factor, now),
        consumes,
        changes: [],
        events,
        credentialId: undefined,
        risk: 'answered',
      },
    );
    return minted.ok ? 'session' : 'refused';
  };
  // A transaction that met too many others may be given up: it changed nothing, and its client is told to try again.
  const outcomes = await Promise.all(Array.from({ length: AT_ONCE }, () => one().catch(() => 'unavailable')));
  return outcomes.filter((outcome) => outcome === 'session').length;
}

const sessions = async (userId: string) =>
  (await rowsOf('identity', `SESSIONS#${userId}`)).filter(({ amr }) => (amr as string[]).includes('mfa'));

test('a code of an app', { timeout: 120_000 }, async () => {
  const { userId, envelope } = await enrol(clinic);
  const { app } = await addTotp(envelope);
  const before = (await sessions(userId)).length;
  const code = app();
  const won = await race(userId, (account) => answerTotp(account, code, new Date()));
  console.log(`T16: of ${AT_ONCE} uses of one code at once, ${won} won`);
  expect(won).toBe(1);
  expect(await sessions(userId)).toHaveLength(before + 1);
});

test('a recovery code', { timeout: 120_000 }, async () => {
  const { userId, envelope } = await enrol(clinic);
  const { envelope: next } = await addTotp(envelope);
  const [code] = next.recovery_codes;
  const won = await race(userId, (account) => answerRecoveryCode(account, code, new Date()));
  console.log(`T16: of ${AT_ONCE} uses of one recovery code at once, ${won} won`);
  expect(won).toBe(1);
  const [row] = (await rowsOf('identity', `USER#${userId}`)).filter(({ sk }) => sk === 'RECOVERY_CODES');
  expect(row?.codes).toHaveLength(9);
});
