import { describe, expect, test } from 'vitest';
import { commitWithHabits, recordDecision } from '../../../lambdas/risk/record-decision.ts';
import type { Assessment } from '../../../lambdas/risk/risk.ts';
import type { Change } from '../../../lambdas/shared/change.ts';
import type { ErrorCode } from '../../../lambdas/shared/errors.ts';
import { err, ok } from '../../../lambdas/shared/result.ts';

process.env.IDENTITY_TABLE = 'identity';

const change = <E extends ErrorCode>(statement: string, otherwise: E): Change<E> => ({
  statement,
  parameters: [],
  otherwise,
});
const SESSION = change('session', 'challenge_expired');
const HABITS = change('habits', 'conflict');
const EVENT = { type: 'session.revoked', target: { type: 'session', id: 'sess_1' } } as const;

/** Refuses whatever holds one of these statements, and writes down what it was given. */
function table(refused: Readonly<Record<string, ErrorCode>>) {
  const tried: string[][] = [];
  const commit = async (changes: readonly Change[]) => {
    const statements = changes.map(({ statement }) => statement);
    tried.push(statements);
    const reason = statements.map((one) => refused[one]).find((one) => one !== undefined);
    return reason ? err(reason) : ok({ eventId: 'evt_1' });
  };
  return { tried, commit: commit as never as Parameters<typeof commitWithHabits>[0] };
}

describe('habits in a transaction', () => {
  test('are written with the rest', async () => {
    const { tried, commit } = table({});
    expect(await commitWithHabits(commit, [SESSION], () => [HABITS], [EVENT])).toMatchObject({ ok: true });
    expect(tried).toEqual([['session', 'habits']]);
  });

  test('are left out where somebody else wrote them first: the rest is committed all the same', async () => {
    const { tried, commit } = table({ habits: 'conflict' });
    expect(await commitWithHabits(commit, [SESSION], () => [HABITS], [EVENT])).toMatchObject({ ok: true });
    expect(tried).toEqual([['session', 'habits'], ['session']]);
  });

  test('do not hide that something else conflicts, nor try again what failed for another reason', async () => {
    const other = table({ session: 'conflict' });
    expect(await commitWithHabits(other.commit, [SESSION], () => [HABITS], [EVENT])).toEqual(err('conflict'));
    expect(other.tried).toHaveLength(2);
    const used = table({ session: 'challenge_expired' });
    expect(await commitWithHabits(used.commit, [SESSION], () => [HABITS], [EVENT])).toEqual(err('challenge_expired'));
    expect(used.tried).toHaveLength(1);
  });

  test('need not be', async () => {
    const { tried, commit } = table({ session: 'conflict' });
    await commitWithHabits(commit, [SESSION], undefined, [EVENT]);
    await commitWithHabits(commit, [SESSION], () => [], [EVENT]);
    expect(tried).toEqual([['session'], ['session']]);
  });
});

describe('what is written of a decision', () => {
  const assessment: Assessment = {
    id: 'rd_01J00000000000000000000000',
    decision: 'step_up',
    score: 40,
    reasons: [{ signal: 'impossible_travel', weight: 40 }],
    unavailable: ['tor_exit'],
    policyVersion: 2,
  };
  const about = {
    projectId: 'proj_1',
    userId: 'user_1',
    organizationId: undefined,
    sessionId: undefined,
    method: 'otp',
    event: { target: { type: 'user', id: 'user_1' } },
  };

  test('is nothing by itself where it allowed, or where nobody was asked', () => {
    expect(recordDecision({ ...assessment, decision: 'allow' }, about)).toEqual({ changes: [], events: [] });
    expect(recordDecision(undefined, about)).toEqual({ changes: [], events: [] });
  });

  test('is a row and an event otherwise, which tell the same', () => {
    const { changes, events } = recordDecision(assessment, about);
    expect(changes).toHaveLength(1);
    expect(events).toEqual([
      {
        type: 'risk.decided',
        outcome: 'denied',
        target: { type: 'user', id: 'user_1' },
        detail: {
          decision_id: assessment.id,
          decision: 'step_up',
          score: 40,
          reasons: { impossible_travel: 40 },
          unavailable: ['tor_exit'],
          policy_version: 2,
        },
      },
    ]);
    expect(recordDecision(assessment, { ...about, sessionId: 'sess_1' }).events[0]?.outcome).toBe('success');
  });
});
