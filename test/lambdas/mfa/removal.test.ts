/** What somebody may give up: never so that a policy which they can satisfy is out of their reach (A25). */
import { describe, expect, test } from 'vitest';
import { judgeRemoval, type Standing } from '../../../lambdas/mfa/removal.ts';
import { without } from '../../../lambdas/mfa/standing.ts';
import { effectivePolicy, INHERIT, type Method, type Policy } from '../../../lambdas/organization/policy.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const factor = (method: Method) => ({ method });

/** @param starts what can begin a sign-in. @param further what can answer a challenge beside those. */
const standing = (starts: readonly Method[], further: readonly Method[] = []): Standing => ({
  starts: starts.map(factor),
  further: [...starts.filter((method) => method !== 'password'), ...further].map(factor),
});

function judge(before: Standing, gone: Method, ...policies: readonly Partial<Policy>[]): string {
  const effective = [{}, ...policies].map((policy) => effectivePolicy({ ...INHERIT, ...policy }));
  const judged = judgeRemoval(before, without(before, gone), effective, NOW);
  return judged.ok ? 'may go' : judged.error;
}

describe('what begins a sign-in', () => {
  test('the last one stays', () => {
    expect(judge(standing(['passkey']), 'passkey')).toBe('last_factor');
    expect(judge(standing(['password'], ['totp', 'recovery']), 'password')).toBe('last_factor');
  });

  test('one of two may go', () => {
    expect(judge(standing(['passkey', 'password']), 'password')).toBe('may go');
    expect(judge(standing(['passkey', 'password']), 'passkey')).toBe('may go');
    expect(judge(standing(['password', 'otp']), 'password')).toBe('may go');
  });

  test('unless the other one is not allowed where the person belongs', () => {
    const policy = { disabled_methods: ['otp', 'magic_link'] } as const;
    expect(judge(standing(['password', 'otp', 'magic_link']), 'password', policy)).toBe(
      'policy_violation_method_disabled',
    );
  });
});

describe('what answers for one more', () => {
  test('the last second factor stays where a policy wants two', () => {
    const before = standing(['password'], ['totp']);
    expect(judge(before, 'totp', { require_mfa: true })).toBe('policy_violation_mfa_required');
    expect(judge(before, 'totp')).toBe('may go');
  });

  test('it may go where another one is left: a recovery code, a telephone, a mailbox, a passkey', () => {
    for (const other of ['recovery', 'sms', 'otp', 'passkey'] as const)
      expect(judge(standing(['password'], ['totp', other]), 'totp', { require_mfa: true })).toBe('may go');
  });

  test('one that rests on the same thing as the first is no second one', () => {
    const before = standing(['otp', 'magic_link'], ['totp']);
    expect(judge(before, 'totp', { require_mfa: true })).toBe('policy_violation_mfa_required');
  });

  test('a passkey is never replaced by anything where a policy wants one', () => {
    const before = standing(['passkey', 'password'], ['totp', 'sms', 'recovery']);
    expect(judge(before, 'passkey', { require_passkey: true })).toBe('policy_violation_passkey_required');
    expect(judge(before, 'totp', { require_passkey: true })).toBe('may go');
  });
});

test('what was out of reach before is no reason to refuse', () => {
  expect(judge(standing(['password', 'otp'], ['totp']), 'totp', { require_passkey: true })).toBe('may go');
  expect(judge(standing(['password', 'otp'], ['totp']), 'totp', { require_sso: true })).toBe('may go');
});

test('each policy counts by itself: one that is lost refuses', () => {
  const before = standing(['password'], ['totp']);
  expect(judge(before, 'totp', {}, { require_sso: true }, { require_mfa: true })).toBe('policy_violation_mfa_required');
});
