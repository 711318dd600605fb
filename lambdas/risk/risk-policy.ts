/** What a project makes of a score, and what its own weights are. */
import { type OffHours, SIGNAL_NAMES, SIGNALS, type SignalName } from './signals.ts';

export interface RiskPolicy {
  /** Grows with each change; 0 where the project never said anything. */
  readonly version: number;
  /** Scores from which one more factor is asked for, and from which nobody gets in. 101 is never reached. */
  readonly thresholds: { readonly step_up: number; readonly block: number };
  /** Instead of the table's. */
  readonly weights: Readonly<Partial<Record<SignalName, number>>>;
  /** Neither counted nor told. */
  readonly disabled_signals: readonly SignalName[];
  /** `null` where each person's own habit tells. */
  readonly off_hours: OffHours | null;
}

export const NEVER = 101;

/** Chosen with `npm run risk:evaluate`; why, stands in docs/risk.md. */
export const DEFAULT_RISK_POLICY: RiskPolicy = {
  version: 0,
  thresholds: { step_up: 40, block: 75 },
  weights: {},
  disabled_signals: [],
  off_hours: null,
};

export interface RiskPolicyPatch {
  readonly thresholds?: { readonly step_up?: number | undefined; readonly block?: number | undefined } | undefined;
  readonly weights?: Readonly<Partial<Record<SignalName, number | undefined>>> | undefined;
  readonly disabled_signals?: readonly SignalName[] | undefined;
  readonly off_hours?: OffHours | null | undefined;
}

/** 0 for one that is disabled. */
export const weightOf = (policy: Pick<RiskPolicy, 'weights' | 'disabled_signals'>, signal: SignalName): number =>
  policy.disabled_signals.includes(signal) ? 0 : (policy.weights[signal] ?? SIGNALS[signal].weight);

const given = <T extends object>(patch: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(patch ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;

/** What is left out stays. */
export function changeRiskPolicy(before: RiskPolicy, patch: RiskPolicyPatch): RiskPolicy {
  return {
    version: before.version + 1,
    thresholds: { ...before.thresholds, ...given(patch.thresholds) } as RiskPolicy['thresholds'],
    weights: { ...before.weights, ...given(patch.weights) } as RiskPolicy['weights'],
    disabled_signals: [...new Set(patch.disabled_signals ?? before.disabled_signals)],
    off_hours: patch.off_hours === undefined ? before.off_hours : patch.off_hours,
  };
}

/** Why it cannot hold together. */
export const riskContradiction = ({ thresholds: { step_up, block } }: RiskPolicy): string | undefined =>
  step_up > block ? 'thresholds: step_up must not be above block' : undefined;

const hoursOf = ({ from_hour: from, to_hour: to }: OffHours): number[] =>
  Array.from({ length: (to - from + 24) % 24 }, (_, index) => (from + index) % 24);

/** A night that leaves out an hour of the one before, or none instead of one; another zone may leave out any hour. */
function isShorterNight(before: OffHours | null, after: OffHours | null): boolean {
  if (before === null || after === null) return before !== after;
  if (after.time_zone !== before.time_zone) return true;
  const covered = hoursOf(after);
  return !hoursOf(before).every((hour) => covered.includes(hour));
}

/** Whether some sign-in would get through that did not before. */
export const isLooserRiskPolicy = (before: RiskPolicy, after: RiskPolicy): boolean =>
  after.thresholds.step_up > before.thresholds.step_up ||
  after.thresholds.block > before.thresholds.block ||
  SIGNAL_NAMES.some((signal) => weightOf(after, signal) < weightOf(before, signal)) ||
  isShorterNight(before.off_hours, after.off_hours);
