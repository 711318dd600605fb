/**
 * Whether a change of a policy lets anything in that was refused before (features.md B16): tightening takes one person,
 * loosening two. Held against the gate itself in test/lambdas/organization/loosening.test.ts.
 */
import { isWithin } from './networks.ts';
import { type EffectivePolicy, effectivePolicy, INHERIT, type Policy } from './policy.ts';

type Side = EffectivePolicy;
type Looser = (before: Side, after: Side) => boolean;

const dropped =
  (name: 'require_mfa' | 'require_passkey' | 'require_sso'): Looser =>
  (before, after) =>
    before[name] && !after[name];

const longer =
  (name: 'session_idle_timeout_min' | 'session_absolute_max_min' | 'refresh_window_min'): Looser =>
  (before, after) =>
    after[name] > before[name];

/** What every list holds; `undefined` where there is no list, which holds everything. */
const inAll = ([list, ...others]: readonly (readonly string[])[]): readonly string[] | undefined =>
  list?.filter((value) => others.every((other) => other.includes(value)));

function admitsCountry({ geo_allow, geo_deny }: Side, country: string): boolean {
  return geo_allow.every((list) => list.includes(country)) && !geo_deny.includes(country);
}

/** Where nothing is said of countries, a request from nowhere known is admitted too. */
function wider(before: Side, after: Side): boolean {
  const says = ({ geo_allow, geo_deny }: Side) => geo_allow.length + geo_deny.length > 0;
  if (!says(before)) return false;
  if (!says(after)) return true;
  const allowed = inAll(after.geo_allow);
  if (allowed) return allowed.some((country) => admitsCountry(after, country) && !admitsCountry(before, country));
  return before.geo_allow.length > 0 || before.geo_deny.some((country) => !after.geo_deny.includes(country));
}

function moreModels(before: Side, after: Side): boolean {
  const models = inAll(after.allowed_aaguids);
  if (!models) return before.allowed_aaguids.length > 0;
  return models.some((model) => before.allowed_aaguids.some((list) => !list.includes(model)));
}

/** One line for each member; `geo_allow` speaks for `geo_deny` too, since a country is admitted by both. */
const LOOSER: Readonly<Record<Exclude<keyof Policy, 'geo_deny'>, Looser>> = {
  require_mfa: dropped('require_mfa'),
  require_passkey: dropped('require_passkey'),
  require_sso: dropped('require_sso'),
  disabled_methods: (before, after) =>
    before.disabled_methods.some((method) => !after.disabled_methods.includes(method)),
  session_idle_timeout_min: longer('session_idle_timeout_min'),
  session_absolute_max_min: longer('session_absolute_max_min'),
  refresh_window_min: longer('refresh_window_min'),
  ip_allowlist: (before, after) => !isWithin(after.ip_allowlist, before.ip_allowlist),
  geo_allow: wider,
  allowed_aaguids: moreModels,
  passkey_binding: (before, after) => before.passkey_binding === 'device_bound' && after.passkey_binding === 'any',
  attestation: (before, after) => before.attestation === 'direct' && after.attestation === 'none',
};

const NAMES = Object.keys(LOOSER) as (keyof typeof LOOSER)[];

/** The members by which `after` lets in what `before` did not. */
export const loosened = (before: EffectivePolicy, after: EffectivePolicy): (keyof typeof LOOSER)[] =>
  NAMES.filter((name) => LOOSER[name](before, after));

/** Of an organization's own policy, under its project's. */
export const isLoosening = (project: Policy, before: Policy, after: Policy): boolean =>
  loosened(effectivePolicy(project, before), effectivePolicy(project, after)).length > 0;

/** Limits that no organization exceeds. */
const LONG: Policy = {
  ...INHERIT,
  session_idle_timeout_min: Number.MAX_SAFE_INTEGER,
  session_absolute_max_min: Number.MAX_SAFE_INTEGER,
  refresh_window_min: Number.MAX_SAFE_INTEGER,
};

/**
 * Of a project's policy, for any organization: one that says nothing itself, and one that relied on the project for its
 * limits. The other members only ever add to what an organization asks for.
 */
export const isLooseningForAny = (before: Policy, after: Policy): boolean =>
  [INHERIT, LONG].some(
    (organization) => loosened(effectivePolicy(before, organization), effectivePolicy(after, organization)).length > 0,
  );
