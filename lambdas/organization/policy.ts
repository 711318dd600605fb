/** An organization's policy (api.md) and how it joins the project's: the strictest non-zero value wins. */
export const METHODS = ['passkey', 'magic_link', 'otp', 'password', 'totp', 'sms', 'sso', 'recovery'] as const;
export type Method = (typeof METHODS)[number];

export interface Policy {
  readonly require_mfa: boolean;
  readonly require_passkey: boolean;
  readonly require_sso: boolean;
  readonly disabled_methods: readonly Method[];
  /** Minutes; 0 inherits. */
  readonly session_idle_timeout_min: number;
  readonly session_absolute_max_min: number;
  readonly refresh_window_min: number;
  /** CIDR blocks; empty allows every network. */
  readonly ip_allowlist: readonly string[];
  /** ISO 3166-1 alpha-2; an empty geo_allow allows every country. */
  readonly geo_allow: readonly string[];
  readonly geo_deny: readonly string[];
  /** Authenticator models (AAGUID) that may be used; empty allows every model. */
  readonly allowed_aaguids: readonly string[];
  /** `device_bound` admits no passkey that may leave its device (NIST SP 800-63B-4 §3.1.7, syncable authenticators). */
  readonly passkey_binding: 'any' | 'device_bound';
  /** `direct` admits only authenticators whose maker signed for their model: what others say of their model is a claim. */
  readonly attestation: 'none' | 'direct';
}

export const INHERIT: Policy = {
  require_mfa: false,
  require_passkey: false,
  require_sso: false,
  disabled_methods: [],
  session_idle_timeout_min: 0,
  session_absolute_max_min: 0,
  refresh_window_min: 0,
  ip_allowlist: [],
  geo_allow: [],
  geo_deny: [],
  allowed_aaguids: [],
  passkey_binding: 'any',
  attestation: 'none',
};

/** Where neither project nor organization says anything: 15 minutes idle, 24 hours absolute (45 CFR 164.312(a)(2)(iii)). */
const DEFAULT_LIMITS = {
  session_idle_timeout_min: 15,
  session_absolute_max_min: 1_440,
  refresh_window_min: 1_440,
} as const;

const strictest = (...minutes: number[]): number => {
  const set = minutes.filter((value) => value > 0);
  return set.length > 0 ? Math.min(...set) : 0;
};
const union = <T>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])];

/** One list of permitted values and another: what both permit. An empty list permits everything. */
export interface AllowLists {
  readonly ip_allowlist: readonly (readonly string[])[];
  readonly geo_allow: readonly (readonly string[])[];
  readonly allowed_aaguids: readonly (readonly string[])[];
}

/** What holds for a session. Every allow list that is not empty must permit it, so the lists stay apart. */
export interface EffectivePolicy extends Omit<Policy, keyof AllowLists>, AllowLists {}

export function effectivePolicy(project: Policy, organization: Policy = INHERIT): EffectivePolicy {
  const both = [project, organization];
  const lists = (name: keyof AllowLists) => both.map((policy) => policy[name]).filter((list) => list.length > 0);
  const limit = (name: keyof typeof DEFAULT_LIMITS) =>
    strictest(...both.map((policy) => policy[name])) || DEFAULT_LIMITS[name];
  return {
    require_mfa: both.some((policy) => policy.require_mfa),
    require_passkey: both.some((policy) => policy.require_passkey),
    require_sso: both.some((policy) => policy.require_sso),
    passkey_binding: both.some((policy) => policy.passkey_binding === 'device_bound') ? 'device_bound' : 'any',
    attestation: both.some((policy) => policy.attestation === 'direct') ? 'direct' : 'none',
    disabled_methods: union(project.disabled_methods, organization.disabled_methods),
    geo_deny: union(project.geo_deny, organization.geo_deny),
    session_idle_timeout_min: limit('session_idle_timeout_min'),
    session_absolute_max_min: limit('session_absolute_max_min'),
    refresh_window_min: limit('refresh_window_min'),
    ip_allowlist: lists('ip_allowlist'),
    geo_allow: lists('geo_allow'),
    allowed_aaguids: lists('allowed_aaguids'),
  };
}
