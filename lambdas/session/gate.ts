/**
 * What an organization's policy says to a proof of authentication. Every session passes here when it is made, refreshed,
 * checked and moved to another organization; there is no other reading of a policy (features.md A24, A25).
 */
import { BlockList, isIP, isIPv4 } from 'node:net';
import type { EffectivePolicy, Method } from '../organization/policy.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What was proven, how and when. */
export interface Proof {
  readonly method: Method;
  /** Every way that was used, the first one first; further ones are answers to step-up challenges. */
  readonly factors: readonly Method[];
  /** RFC 8176 and OpenID EAP values; `mfa` where more than one factor was used. */
  readonly amr: readonly string[];
  /** `phr` for phishing-resistant proofs (OpenID EAP). */
  readonly acr: string;
  /** Model of the passkey's authenticator; its own claim, unless attested. */
  readonly aaguid: string | undefined;
  /** Whether the passkey may leave its device; where that is not known, it may. */
  readonly synced?: boolean | undefined;
  /** Whether the authenticator's maker signed for its model. */
  readonly attested?: boolean | undefined;
  readonly atMs: number;
}

/** What a policy may ask of the device behind a passkey. */
export type Authenticator = Pick<Proof, 'aaguid' | 'synced' | 'attested'>;

/** Where a request comes from, as far as is known. */
export interface Place {
  readonly ip: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined;
}

export interface GateInput {
  readonly proof: Proof;
  readonly user: { readonly status: 'active' | 'disabled' };
  /** The organization that was asked for: whether the user belongs to it. `none` where none was. */
  readonly membership: 'member' | 'stranger' | 'none';
  readonly policy: EffectivePolicy;
  /** `undefined` where the request is not the user's own, such as introspection by a server. */
  readonly place: Place | undefined;
  /** The authenticator that this request registers, where it registers one. */
  readonly registers?: Authenticator | undefined;
  /** What the risk engine says; absent where nobody signs in. */
  readonly risk?: 'allow' | 'step_up' | 'block' | undefined;
}

export const GATE_ERRORS = [
  'user_disabled',
  'membership_not_found',
  'policy_violation_network',
  'policy_violation_location',
  'blocked_by_risk_policy',
  'policy_violation_method_disabled',
  'policy_violation_sso_required',
  'policy_violation_passkey_required',
  'policy_violation_mfa_required',
  'policy_violation_authenticator',
] as const;
export type GateError = (typeof GATE_ERRORS)[number];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');
const V4_IN_V6 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** An address that is not known, or not one, is in no network; nor is one in a network of the other family. */
export function inNetworks(ip: string | undefined, networks: readonly string[]): boolean {
  const address = (ip && V4_IN_V6.exec(ip)?.[1]) ?? ip ?? '';
  if (!isIP(address)) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    // BlockList finds IPv4 addresses in ::/0, so each family has its own list.
    if (isIP(base) === isIP(address)) list.addSubnet(base, Number(bits), familyOf(base));
  }
  return list.check(address, familyOf(address));
}

function admits({ geo_allow, geo_deny }: EffectivePolicy, country: string | undefined): boolean {
  if (geo_allow.length === 0 && geo_deny.length === 0) return true;
  return country !== undefined && geo_allow.every((list) => list.includes(country)) && !geo_deny.includes(country);
}

/** A model must be on every list that is not empty. */
function admitsAuthenticator(policy: EffectivePolicy, { aaguid, synced, attested }: Authenticator): boolean {
  if (policy.passkey_binding === 'device_bound' && synced !== false) return false;
  if (policy.attestation === 'direct' && attested !== true) return false;
  return policy.allowed_aaguids.every((list) => aaguid !== undefined && list.includes(aaguid));
}

function whoRefusal({ user, membership }: GateInput): GateError | undefined {
  if (user.status !== 'active') return 'user_disabled';
  return membership === 'stranger' ? 'membership_not_found' : undefined;
}

function placeRefusal({ place, policy }: GateInput): GateError | undefined {
  if (!place) return undefined;
  if (!policy.ip_allowlist.every((list) => inNetworks(place.ip, list))) return 'policy_violation_network';
  return admits(policy, place.country) ? undefined : 'policy_violation_location';
}

function proofRefusal({ proof, policy, registers }: GateInput): GateError | undefined {
  if (proof.factors.some((method) => policy.disabled_methods.includes(method)))
    return 'policy_violation_method_disabled';
  if (policy.require_sso && proof.method !== 'sso') return 'policy_violation_sso_required';
  const passkey = proof.factors.includes('passkey');
  if (policy.require_passkey && !passkey) return 'policy_violation_passkey_required';
  if (policy.require_mfa && !proof.amr.includes('mfa')) return 'policy_violation_mfa_required';
  const authenticators = [...(passkey ? [proof] : []), ...(registers === undefined ? [] : [registers])];
  return authenticators.every((one) => admitsAuthenticator(policy, one)) ? undefined : 'policy_violation_authenticator';
}

/** The first rule that refuses, in the order of `GATE_ERRORS`. */
export function gate(input: GateInput): Result<undefined, GateError> {
  const risky = input.risk === 'block' ? 'blocked_by_risk_policy' : undefined;
  const refusal = whoRefusal(input) ?? placeRefusal(input) ?? risky ?? proofRefusal(input);
  return refusal ? err(refusal) : ok(undefined);
}
