/** From facts to a decision: each signal is read, the weights of those that are present are added, the policy decides. */
import type { JsonObject } from '../audit/block.ts';
import { type RiskPolicy, weightOf } from './risk-policy.ts';
import { type Facts, SIGNAL_NAMES, SIGNALS, type SignalName } from './signals.ts';

export type Decision = 'allow' | 'step_up' | 'block';

export interface Reason {
  readonly signal: SignalName;
  readonly weight: number;
}

/** What the risk engine says of a sign-in. */
export interface Assessment {
  /** `rd_` and a ULID. */
  readonly id: string;
  readonly decision: Decision;
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** Signals that nothing was known of: they counted nothing. */
  readonly unavailable: readonly SignalName[];
  /** Of the project's risk policy. */
  readonly policyVersion: number;
}

/** How it lies in rows and events. */
export const riskMembers = ({ id, decision, score, reasons, unavailable, policyVersion }: Assessment) => ({
  id,
  decision,
  score,
  reasons: Object.fromEntries(reasons.map(({ signal, weight }) => [signal, weight])),
  unavailable: [...unavailable],
  policy_version: policyVersion,
});
export type RiskMembers = ReturnType<typeof riskMembers>;

/**
 * What the event of a sign-in says of it: the rest is in the session's row, or in an event of its own. A habitual one
 * says only its score, so that the event of a session stays within the 1 KB that a write unit takes.
 */
export const riskFacts = ({ id, decision, score, reasons }: Assessment): JsonObject => ({
  score,
  ...(reasons.length > 0 && {
    id,
    decision,
    reasons: Object.fromEntries(reasons.map(({ signal, weight }) => [signal, weight])),
  }),
});

/** A table keeps the members of a map in an order of its own. */
const inOrder = (a: Reason, b: Reason): number => SIGNAL_NAMES.indexOf(a.signal) - SIGNAL_NAMES.indexOf(b.signal);

export const assessmentFrom = (risk: RiskMembers): Assessment => ({
  id: risk.id,
  decision: risk.decision,
  score: risk.score,
  reasons: Object.entries(risk.reasons)
    .map(([signal, weight]) => ({ signal: signal as SignalName, weight }))
    .sort(inOrder),
  unavailable: risk.unavailable,
  policyVersion: risk.policy_version,
});

const MAX_SCORE = 100;

/** Added up, and never above 100. */
export const scoreOf = (reasons: readonly Reason[]): number =>
  Math.min(
    MAX_SCORE,
    reasons.reduce((sum, { weight }) => sum + weight, 0),
  );

export function decide(
  reasons: readonly Reason[],
  { thresholds }: Pick<RiskPolicy, 'thresholds'>,
  proof: { readonly factors: readonly string[] },
): Decision {
  const passkey = proof.factors.includes('passkey');
  const blocking = passkey ? reasons.filter(({ signal }) => SIGNALS[signal].blocksPasskeys) : reasons;
  if (scoreOf(blocking) >= thresholds.block) return 'block';
  return scoreOf(reasons) >= thresholds.step_up ? 'step_up' : 'allow';
}

/** @param id of the decision, made for it. */
export function assessFacts(
  id: string,
  facts: Facts,
  policy: RiskPolicy,
  proof: { readonly factors: readonly string[] },
): Assessment {
  const weighed = SIGNAL_NAMES.map((signal) => ({ signal, weight: weightOf(policy, signal) }))
    .filter(({ weight }) => weight > 0)
    .map((one) => ({ ...one, reading: SIGNALS[one.signal].read(facts) }));
  const reasons = weighed
    .filter(({ reading }) => reading === 'present')
    .map(({ signal, weight }) => ({ signal, weight }));
  return {
    id,
    decision: decide(reasons, policy, proof),
    score: scoreOf(reasons),
    reasons,
    unavailable: weighed.filter(({ reading }) => reading === 'unknown').map(({ signal }) => signal),
    policyVersion: policy.version,
  };
}
