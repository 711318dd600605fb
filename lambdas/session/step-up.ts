/**
 * What one more proof would have to be: whichever factor the person has that makes the gate open. There is no other list
 * of accepted factors, so none below the policy can slip in (features.md A25, A27).
 */
import type { Method } from '../organization/policy.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Authenticator, type GateError, type GateInput, gate, type Proof } from './gate.ts';

/** A way to prove who one is, and for a passkey its authenticator. */
export interface Factor extends Partial<Authenticator> {
  readonly method: Method;
}

/**
 * What a factor rests on. Two factors that rest on one thing are one factor: a code and a link both show that somebody
 * reads the mailbox (NIST SP 800-63B-4 §2.2).
 */
const RESTS_ON: Readonly<Record<Method, string>> = {
  passkey: 'passkey',
  password: 'memory',
  totp: 'app',
  sms: 'phone',
  otp: 'mailbox',
  magic_link: 'mailbox',
  recovery: 'codes',
  sso: 'provider',
};

/** Registered values of each (RFC 8176 §2; `pop` by OpenID Connect EAP ACR Values 1.0). */
const AMR: Readonly<Record<Method, readonly string[]>> = {
  passkey: ['pop', 'user', 'mfa'],
  password: ['pwd'],
  totp: ['otp'],
  sms: ['sms'],
  otp: ['otp'],
  magic_link: ['otp'],
  // A code that is good for one use; knowledge-based authentication (`kba`) is questions about one's life.
  recovery: ['otp'],
  // What the provider says of its own means comes with its assertion.
  sso: [],
};

const authenticatorOf = ({ aaguid, synced, attested }: Partial<Authenticator>): Authenticator => ({
  aaguid,
  synced,
  attested,
});

/** A first proof. @param acr stays with a passkey `phr`; else `aal1`, and `aal2` for memory and something held. */
export const proofBy = ({ method, ...authenticator }: Factor, now: Date): Proof => ({
  method,
  factors: [method],
  amr: AMR[method],
  acr: method === 'passkey' ? 'phr' : 'aal1',
  ...authenticatorOf(authenticator),
  atMs: now.getTime(),
});

/** A proof and one more. */
export function withFactor(proof: Proof, { method, ...authenticator }: Factor, now: Date): Proof {
  const factors = [...new Set([...proof.factors, method])];
  const grounds = new Set(factors.map((one) => RESTS_ON[one]));
  const several = grounds.size > 1;
  const remembered = grounds.has('memory') && (factors.includes('totp') || factors.includes('sms'));
  const acr = factors.includes('passkey') ? 'phr' : remembered ? 'aal2' : 'aal1';
  return {
    method: proof.method,
    factors,
    amr: [...new Set([...proof.amr, ...AMR[method], ...(several ? ['mfa'] : [])])],
    acr,
    // Of two passkeys the later one: whoever is here holds that.
    ...authenticatorOf(method === 'passkey' ? authenticator : proof),
    atMs: now.getTime(),
  };
}

export interface StepUp {
  readonly methods: readonly Method[];
  /** What asks for it: a rule of the policy, or the risk engine. */
  readonly because: 'policy' | 'risk';
}

/**
 * Whether the gate opens now (`undefined`), after one more factor, or not at all. A passkey with user verification is
 * the strongest proof there is: risk asks for no more after it.
 */
export function judgeProof(
  input: GateInput,
  enrolled: readonly Factor[],
  now: Date,
): Result<StepUp | undefined, GateError> {
  const gated = gate(input);
  const risky = input.risk === 'step_up' && !input.proof.factors.includes('passkey');
  if (gated.ok && !risky) return ok(undefined);
  const known = new Set(input.proof.factors.map((method) => RESTS_ON[method]));
  const methods = enrolled
    .filter((factor) => !known.has(RESTS_ON[factor.method]))
    .filter((factor) => gate({ ...input, proof: withFactor(input.proof, factor, now) }).ok)
    .map(({ method }) => method);
  if (methods.length > 0) return ok({ methods: [...new Set(methods)], because: gated.ok ? 'risk' : 'policy' });
  return gated.ok ? err('blocked_by_risk_policy') : gated;
}

/**
 * By what somebody who is signed in may prove again who they are: never by less than what they came with. Who used a
 * passkey uses a passkey. Who used several factors repeats one of them, and the mailbox, the weakest, does not count;
 * a single one is repeated, or joined by another.
 */
export function renewals(input: GateInput, enrolled: readonly Factor[], now: Date): Method[] {
  const { factors, amr } = input.proof;
  const known = new Set(factors.map((method) => RESTS_ON[method]));
  const isEnough = ({ method }: Factor): boolean => {
    if (method === 'passkey' || factors.includes('passkey')) return method === 'passkey';
    return !amr.includes('mfa') || (known.has(RESTS_ON[method]) && RESTS_ON[method] !== 'mailbox');
  };
  const opening = enrolled
    .filter(isEnough)
    .filter((factor) => gate({ ...input, proof: withFactor(input.proof, factor, now) }).ok);
  return [...new Set(opening.map(({ method }) => method))];
}
