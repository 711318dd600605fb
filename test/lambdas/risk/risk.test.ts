import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assessFacts,
  assessmentFrom,
  type Decision,
  decide,
  riskMembers,
  scoreOf,
} from '../../../lambdas/risk/risk.ts';
import { DEFAULT_RISK_POLICY, NEVER } from '../../../lambdas/risk/risk-policy.ts';
import { SIGNAL_NAMES, SIGNALS, type SignalName } from '../../../lambdas/risk/signals.ts';
import { newcomer, TOKYO, usual } from './facts.ts';

const CODE = { factors: ['otp'] };
const PASSKEY = { factors: ['passkey'] };
const ID = 'rd_01J00000000000000000000000';

const reasonsOf = (signals: readonly SignalName[]) =>
  signals.map((signal) => ({ signal, weight: SIGNALS[signal].weight }));
const decided = (signals: readonly SignalName[], proof = CODE) =>
  decide(reasonsOf(signals), DEFAULT_RISK_POLICY, proof);

describe('the decision', () => {
  it('allows what is usual, and says that nothing was unusual', () => {
    expect(assessFacts(ID, usual(), DEFAULT_RISK_POLICY, CODE)).toEqual({
      id: ID,
      decision: 'allow',
      score: 0,
      reasons: [],
      unavailable: [],
      policyVersion: 0,
    });
  });

  it('names what was unusual with its weight, and what nothing was known of', () => {
    const facts = usual({ device: 'phone', block: '198.51.100.0/24', country: undefined, torExit: undefined });

    expect(assessFacts(ID, facts, DEFAULT_RISK_POLICY, CODE)).toMatchObject({
      decision: 'allow',
      score: 25,
      reasons: [
        { signal: 'new_device', weight: 15 },
        { signal: 'new_ip_block', weight: 10 },
      ],
      unavailable: ['new_country', 'tor_exit'],
    });
  });

  it('finds nothing unusual about a first sign-in, and says what it could not compare', () => {
    expect(assessFacts(ID, newcomer(), DEFAULT_RISK_POLICY, CODE)).toMatchObject({
      decision: 'allow',
      score: 0,
      unavailable: ['impossible_travel', 'new_country', 'new_device', 'new_ip_block', 'off_hours'],
    });
  });

  it.each<[SignalName[], Decision, Decision]>([
    [['new_device', 'new_ip_block'], 'allow', 'allow'],
    [['new_country', 'new_device'], 'step_up', 'step_up'],
    [['impossible_travel'], 'step_up', 'step_up'],
    [['headless_agent', 'new_ip_block'], 'step_up', 'step_up'],
    [['breached_password'], 'step_up', 'step_up'],
    [['impossible_travel', 'new_country', 'new_ip_block'], 'block', 'step_up'],
    [['impossible_travel', 'new_country', 'new_device', 'new_ip_block', 'velocity', 'off_hours'], 'block', 'step_up'],
    [['known_bad_ip'], 'block', 'block'],
    [['tor_exit', 'data_centre_ip', 'headless_agent'], 'block', 'block'],
    [['tor_exit', 'data_centre_ip', 'new_country', 'new_device'], 'block', 'step_up'],
  ])('of %j is %s after a code, and %s after a passkey', (signals, afterCode, afterPasskey) => {
    expect(decided(signals)).toBe(afterCode);
    expect(decided(signals, PASSKEY)).toBe(afterPasskey);
  });

  it('never locks a person out of their passkey for what differs from habit alone', () => {
    const habits = SIGNAL_NAMES.filter((name) => !SIGNALS[name].blocksPasskeys);
    expect(decided(habits, PASSKEY)).toBe('step_up');
  });

  it('heeds what the project says: weights, thresholds, signals that it does not want', () => {
    const facts = usual({ device: 'phone', coordinates: TOKYO });
    const of = (policy: Partial<typeof DEFAULT_RISK_POLICY>) =>
      assessFacts(ID, facts, { ...DEFAULT_RISK_POLICY, ...policy }, CODE);

    expect(of({})).toMatchObject({ decision: 'step_up', score: 55 });
    expect(of({ weights: { impossible_travel: 5 } })).toMatchObject({ decision: 'allow', score: 20 });
    expect(of({ disabled_signals: ['impossible_travel'] })).toMatchObject({ decision: 'allow', score: 15 });
    expect(of({ thresholds: { step_up: 10, block: 50 }, version: 3 })).toMatchObject({
      decision: 'block',
      policyVersion: 3,
    });
    expect(of({ thresholds: { step_up: NEVER, block: NEVER } })).toMatchObject({ decision: 'allow' });
  });

  it('does not tell of a disabled signal that it is unavailable', () => {
    const policy = { ...DEFAULT_RISK_POLICY, disabled_signals: ['tor_exit' as const] };
    expect(assessFacts(ID, usual({ torExit: undefined }), policy, CODE).unavailable).toEqual([]);
  });

  it('is the same after it was stored', () => {
    const assessment = assessFacts(ID, usual({ device: 'phone', torExit: undefined }), DEFAULT_RISK_POLICY, CODE);
    expect(assessmentFrom(riskMembers(assessment))).toEqual(assessment);
  });
});

describe('whatever is found', () => {
  const RANK: Record<Decision, number> = { allow: 0, step_up: 1, block: 2 };
  const reason = fc.record({ signal: fc.constantFrom(...SIGNAL_NAMES), weight: fc.integer({ min: 0, max: 100 }) });
  const reasons = fc.uniqueArray(reason, { selector: ({ signal }) => signal });
  const threshold = fc.integer({ min: 1, max: NEVER });
  const thresholds = fc
    .tuple(threshold, threshold)
    .map(([a, b]) => ({ step_up: Math.min(a, b), block: Math.max(a, b) }));
  const proof = fc.constantFrom(CODE, PASSKEY);

  it('the score is a whole number from 0 to 100', () => {
    fc.assert(
      fc.property(reasons, (found) => {
        const score = scoreOf(found);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
      }),
    );
  });

  it('one signal more never lowers the score, nor softens the decision', () => {
    fc.assert(
      fc.property(reasons, reason, thresholds, proof, (found, more, limits, proven) => {
        const all = [...found.filter(({ signal }) => signal !== more.signal), more];
        const before = all.slice(0, -1);
        expect(scoreOf(all)).toBeGreaterThanOrEqual(scoreOf(before));
        const policy = { thresholds: limits };
        expect(RANK[decide(all, policy, proven)]).toBeGreaterThanOrEqual(RANK[decide(before, policy, proven)]);
      }),
    );
  });

  it('a higher score never gets a softer decision after a code', () => {
    fc.assert(
      fc.property(reasons, reasons, thresholds, (one, other, limits) => {
        const [low, high] = scoreOf(one) <= scoreOf(other) ? [one, other] : [other, one];
        const policy = { thresholds: limits };
        expect(RANK[decide(high, policy, CODE)]).toBeGreaterThanOrEqual(RANK[decide(low, policy, CODE)]);
      }),
    );
  });

  it('a passkey never gets a harder decision than a code', () => {
    fc.assert(
      fc.property(reasons, thresholds, (found, limits) => {
        const policy = { thresholds: limits };
        expect(RANK[decide(found, policy, PASSKEY)]).toBeLessThanOrEqual(RANK[decide(found, policy, CODE)]);
      }),
    );
  });

  it('the thresholds are exact', () => {
    fc.assert(
      fc.property(reasons, thresholds, (found, limits) => {
        const score = scoreOf(found);
        const expected = score >= limits.block ? 'block' : score >= limits.step_up ? 'step_up' : 'allow';
        expect(decide(found, { thresholds: limits }, CODE)).toBe(expected);
      }),
    );
  });
});
