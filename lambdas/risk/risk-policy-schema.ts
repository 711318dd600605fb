/** The wire form of a risk policy. Unknown members are refused; those that are left out stay. */
import * as z from 'zod/mini';
import { NEVER, type RiskPolicy, weightOf } from './risk-policy.ts';
import { SIGNAL_NAMES, SIGNALS, SIGNALS_VERSION, type SignalName } from './signals.ts';

const threshold = z.int().check(z.gte(1), z.lte(NEVER));
const weight = z.int().check(z.gte(0), z.lte(100));
const hour = z.int().check(z.gte(0), z.lte(23));
export const signalName = z.enum(Object.keys(SIGNALS) as [SignalName, ...SignalName[]]);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const offHours = z
  .strictObject({
    time_zone: z.string().check(z.maxLength(64), z.refine(isTimeZone, 'expected an IANA time zone')),
    from_hour: hour,
    to_hour: hour,
  })
  .check(z.refine(({ from_hour, to_hour }) => from_hour !== to_hour, 'a night has an hour at least'));

const each = <T>(value: (name: SignalName) => T): Record<SignalName, T> =>
  Object.fromEntries(SIGNAL_NAMES.map((name) => [name, value(name)])) as Record<SignalName, T>;

const weights = z.strictObject(each(() => weight));
const thresholds = z.strictObject({ step_up: threshold, block: threshold });

export const riskPolicyPatch = z.strictObject({
  thresholds: z.optional(z.partial(thresholds)),
  weights: z.optional(z.partial(weights)),
  disabled_signals: z.optional(z.array(signalName).check(z.maxLength(SIGNAL_NAMES.length))),
  off_hours: z.optional(z.nullable(offHours)),
});

export const riskPolicySchema = z.object({
  /** 0 where the project never said anything. */
  version: z.int(),
  /** Of the table of signals. */
  signals_version: z.int(),
  thresholds,
  /** What each signal counts here; 0 for those that are disabled. */
  weights,
  disabled_signals: z.array(signalName),
  off_hours: z.nullable(offHours),
});

export const presentRiskPolicy = (policy: RiskPolicy): z.input<typeof riskPolicySchema> => ({
  version: policy.version,
  signals_version: SIGNALS_VERSION,
  thresholds: { ...policy.thresholds },
  weights: each((name) => weightOf(policy, name)),
  disabled_signals: [...policy.disabled_signals],
  off_hours: policy.off_hours,
});

export const riskPolicyTag = ({ version }: RiskPolicy): string => `"${version}"`;
