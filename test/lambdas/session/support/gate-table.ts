/**
 * What an organization's policy forbids, rule by rule, in words of the requirement: written apart from the gate, and held
 * against it for generated policies, proofs and places. Networks are reckoned with big integers, so that the library's
 * reading is checked too.
 */
import fc from 'fast-check';
import {
  effectivePolicy,
  INHERIT,
  METHODS,
  type Method,
  type Policy,
} from '../../../../lambdas/organization/policy.ts';
import type { GateError, GateInput } from '../../../../lambdas/session/gate.ts';

const AAGUIDS = ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b'];
const COUNTRIES = ['US', 'DE', 'FR'];
const NETWORKS = ['10.0.0.0/8', '10.1.0.0/16', '203.0.113.7/32', '2001:db8::/32', '0.0.0.0/0', '::/0'];
const ADDRESSES = [
  '10.1.2.3',
  '10.2.0.1',
  '203.0.113.7',
  '203.0.113.8',
  '2001:db8::1',
  '2001:db9::1',
  '::ffff:10.1.2.3',
];

const some = <T>(values: readonly T[]) => fc.subarray([...values]);
const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  require_mfa: fc.boolean(),
  require_passkey: fc.boolean(),
  require_sso: fc.boolean(),
  disabled_methods: some(METHODS),
  session_idle_timeout_min: fc.constant(0),
  session_absolute_max_min: fc.constant(0),
  refresh_window_min: fc.constant(0),
  ip_allowlist: some(NETWORKS),
  geo_allow: some(COUNTRIES),
  geo_deny: some(COUNTRIES),
  allowed_aaguids: some(AAGUIDS),
  passkey_binding: fc.constantFrom('any' as const, 'device_bound' as const),
  attestation: fc.constantFrom('none' as const, 'direct' as const),
});
/** Mostly harmless, so that every rule gets its turn at being the first to refuse. */
export const aPolicy = fc.oneof(
  fc.constant(INHERIT),
  anyPolicy,
  fc
    .tuple(anyPolicy, some(Object.keys(INHERIT) as (keyof Policy)[]))
    .map(([policy, kept]): Policy => ({ ...INHERIT, ...Object.fromEntries(kept.map((name) => [name, policy[name]])) })),
);

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
export const anAuthenticator = fc.record({
  aaguid: maybe(fc.constantFrom(...AAGUIDS)),
  synced: maybe(fc.boolean()),
  attested: maybe(fc.boolean()),
});

/** Who comes from where to whom, whatever they prove. */
export const aVisit = fc.record({
  project: aPolicy,
  organization: fc.option(aPolicy, { nil: undefined }),
  status: fc.constantFrom('active', 'active', 'active', 'disabled'),
  membership: fc.constantFrom('member', 'none', 'none', 'stranger'),
  registers: maybe(anAuthenticator),
  ip: fc.option(fc.constantFrom(...ADDRESSES), { nil: undefined }),
  country: fc.option(fc.constantFrom(...COUNTRIES), { nil: undefined }),
  remote: fc.boolean(),
  risk: fc.constantFrom('allow' as const, 'allow' as const, 'step_up' as const, 'block' as const),
});
type Visit = typeof aVisit extends fc.Arbitrary<infer T> ? T : never;

/** What was proven: by which means, the first one first, whether they count as several, and with which passkey. */
export interface Proven {
  readonly factors: readonly [Method, ...Method[]];
  readonly mfa: boolean;
  readonly authenticator: { readonly aaguid?: string; readonly synced?: boolean; readonly attested?: boolean };
}
export type Input = Visit & Proven;

export const someFactors = fc
  .uniqueArray(fc.constantFrom(...METHODS), { minLength: 1, maxLength: 3 })
  .map((list) => list as [Method, ...Method[]]);
export const anInput: fc.Arbitrary<Input> = fc
  .tuple(aVisit, fc.record({ factors: someFactors, mfa: fc.boolean(), authenticator: anAuthenticator }))
  .map(([visit, proven]) => ({ ...visit, ...proven }) as Input);

/** An address as 128 bits; IPv4 lies where RFC 4291 maps it. */
function bitsOf(address: string): bigint {
  const v4 = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (v4) return v4.slice(1).reduce((sum, byte) => sum * 256n + BigInt(byte), 0xffffn);
  const [left = '', right = ''] = address.split('::');
  const words = (text: string) => text.split(':').filter(Boolean);
  const zeros = Array(8 - words(left).length - words(right).length).fill('0');
  return [...words(left), ...zeros, ...words(right)].reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n);
}

function contains(network: string, address: string): boolean {
  const [base = '', length = ''] = network.split('/');
  const v4 = base.includes('.');
  if (v4 !== address.includes('.')) return false;
  const shift = BigInt((v4 ? 32 : 128) - Number(length));
  return bitsOf(base) >> shift === bitsOf(address) >> shift;
}

/** Each policy is asked by itself: both must be content. */
export function forbidden({ project, organization, ...facts }: Input): Set<GateError> {
  const found = new Set<GateError>();
  const forbid = (code: GateError, when: boolean) => when && found.add(code);
  forbid('user_disabled', facts.status === 'disabled');
  forbid('membership_not_found', facts.membership === 'stranger');
  forbid('blocked_by_risk_policy', facts.risk === 'block');
  for (const policy of organization ? [project, organization] : [project]) {
    const listed = (ip: string) => policy.ip_allowlist.some((network) => contains(network, ip));
    const here = (list: readonly string[]) => facts.country !== undefined && list.includes(facts.country);
    const whereabouts = policy.geo_allow.length + policy.geo_deny.length > 0;
    const devices = [facts.registers, facts.factors.includes('passkey') ? facts.authenticator : undefined];
    if (!facts.remote) {
      forbid('policy_violation_network', policy.ip_allowlist.length > 0 && !(facts.ip && listed(facts.ip)));
      forbid('policy_violation_location', whereabouts && facts.country === undefined);
      forbid('policy_violation_location', policy.geo_allow.length > 0 && !here(policy.geo_allow));
      forbid('policy_violation_location', here(policy.geo_deny));
    }
    forbid(
      'policy_violation_method_disabled',
      facts.factors.some((one) => policy.disabled_methods.includes(one)),
    );
    forbid('policy_violation_sso_required', policy.require_sso && facts.factors[0] !== 'sso');
    forbid('policy_violation_passkey_required', policy.require_passkey && !facts.factors.includes('passkey'));
    forbid('policy_violation_mfa_required', policy.require_mfa && !facts.mfa);
    for (const { aaguid = 'unknown', synced, attested } of devices.flatMap((device) => device ?? [])) {
      const refuse = (when: boolean) => forbid('policy_violation_authenticator', when);
      refuse(policy.allowed_aaguids.length > 0 && !policy.allowed_aaguids.includes(aaguid));
      refuse(policy.passkey_binding === 'device_bound' && (synced || synced === undefined));
      refuse(policy.attestation === 'direct' && !attested);
    }
  }
  return found;
}

export function inputOf({ project, organization, ...facts }: Input): GateInput {
  return {
    proof: {
      method: facts.factors[0],
      factors: facts.factors,
      amr: facts.mfa ? ['pop', 'mfa'] : ['pop'],
      acr: 'phr',
      aaguid: undefined,
      ...facts.authenticator,
      atMs: 0,
    },
    user: { status: facts.status },
    membership: facts.membership,
    policy: effectivePolicy(project, organization),
    place: facts.remote ? undefined : { ip: facts.ip, country: facts.country },
    registers: facts.registers,
    risk: facts.risk,
  };
}
