import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../../lambdas/risk/risk.ts';
import {
  changeRiskPolicy,
  DEFAULT_RISK_POLICY,
  isLooserRiskPolicy,
  NEVER,
  type RiskPolicy,
  riskContradiction,
  weightOf,
} from '../../../lambdas/risk/risk-policy.ts';
import { SIGNAL_NAMES } from '../../../lambdas/risk/signals.ts';

const NIGHT = { time_zone: 'America/New_York', from_hour: 22, to_hour: 5 };
const policy = (patch: Parameters<typeof changeRiskPolicy>[1]) => changeRiskPolicy(DEFAULT_RISK_POLICY, patch);

describe('a change of the risk policy', () => {
  it('leaves alone what it does not name, and counts the version', () => {
    const first = policy({ thresholds: { step_up: 25 }, weights: { new_device: 20 } });
    const second = changeRiskPolicy(first, { weights: { velocity: 0 }, off_hours: NIGHT });

    expect(second).toEqual({
      version: 2,
      thresholds: { step_up: 25, block: 75 },
      weights: { new_device: 20, velocity: 0 },
      disabled_signals: [],
      off_hours: NIGHT,
    });
    expect(changeRiskPolicy(second, { off_hours: null }).off_hours).toBeNull();
  });

  it('must not refuse before it asks', () => {
    expect(riskContradiction(policy({ thresholds: { step_up: 76 } }))).toBeDefined();
    expect(riskContradiction(policy({ thresholds: { step_up: 75 } }))).toBeUndefined();
  });

  it.each([
    { thresholds: { step_up: 41 } },
    { thresholds: { block: NEVER } },
    { weights: { new_device: 14 } },
    { disabled_signals: ['tor_exit' as const] },
    { off_hours: NIGHT },
  ])('that lets in more is looser: %j', (patch) => {
    expect(isLooserRiskPolicy(DEFAULT_RISK_POLICY, policy(patch))).toBe(true);
  });

  it.each([
    {},
    { thresholds: { step_up: 1, block: 2 } },
    { weights: { new_device: 16 } },
    { weights: { new_device: 15 } },
    { disabled_signals: [] },
    { off_hours: null },
  ])('that lets in no more is not: %j', (patch) => {
    expect(isLooserRiskPolicy(DEFAULT_RISK_POLICY, policy(patch))).toBe(false);
  });

  it('of the night is looser unless every hour of the old one is in the new one', () => {
    const before = policy({ off_hours: NIGHT });
    const looser = (off_hours: RiskPolicy['off_hours']) => isLooserRiskPolicy(before, { ...before, off_hours });

    expect(looser({ ...NIGHT })).toBe(false);
    expect(looser({ ...NIGHT, from_hour: 20, to_hour: 7 })).toBe(false);
    expect(looser({ ...NIGHT, to_hour: 4 })).toBe(true);
    expect(looser({ ...NIGHT, from_hour: 0, to_hour: 9 })).toBe(true);
    expect(looser({ ...NIGHT, time_zone: 'UTC' })).toBe(true);
    expect(looser(null)).toBe(true);
  });

  it('that is not looser gives no set of signals a lower score', () => {
    const weights = fc.dictionary(fc.constantFrom(...SIGNAL_NAMES), fc.integer({ min: 0, max: 100 }));
    const any = fc.record({ weights, disabled_signals: fc.subarray([...SIGNAL_NAMES]) });
    fc.assert(
      fc.property(any, any, fc.subarray([...SIGNAL_NAMES]), (one, other, present) => {
        const [before, after] = [policy(one), policy(other)];
        if (isLooserRiskPolicy(before, after)) return;
        const score = (of: RiskPolicy) => scoreOf(present.map((signal) => ({ signal, weight: weightOf(of, signal) })));
        expect(score(after)).toBeGreaterThanOrEqual(score(before));
      }),
    );
  });
});
