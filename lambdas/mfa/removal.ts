/**
 * Whether somebody may give up a way to prove who they are: never so that a policy they could satisfy before is out of
 * their reach after (features.md A25). What they could not reach before is no reason to refuse.
 */
import type { EffectivePolicy } from '../organization/policy.ts';
import type { GateError } from '../session/gate.ts';
import { type Factor, judgeProof, proofBy } from '../session/step-up.ts';
import { err, ok, type Result } from '../shared/result.ts';

export interface Standing {
  /** Each can begin a sign-in. */
  readonly starts: readonly Factor[];
  /** Each can answer a challenge for one more. */
  readonly further: readonly Factor[];
}

/** Whether some way in is open, with one more factor where the policy asks for it; else what the first one meets. */
function opens(
  { starts, further }: Standing,
  policy: EffectivePolicy,
  now: Date,
): Result<undefined, GateError | 'last_factor'> {
  let refusal: GateError | undefined;
  for (const start of starts) {
    const input = {
      proof: proofBy(start, now),
      user: { status: 'active' },
      membership: 'none',
      policy,
      place: undefined,
    } as const;
    const judged = judgeProof(input, further, now);
    if (judged.ok) return ok(undefined);
    refusal ??= judged.error;
  }
  return err(refusal ?? 'last_factor');
}

/** @param policies of the project, and of each organization that the person belongs to. */
export function judgeRemoval(
  before: Standing,
  after: Standing,
  policies: readonly EffectivePolicy[],
  now: Date,
): Result<undefined, GateError | 'last_factor'> {
  for (const policy of policies) {
    const left = opens(after, policy, now);
    if (!left.ok && opens(before, policy, now).ok) return left;
  }
  return ok(undefined);
}
