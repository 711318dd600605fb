/** The wire form of a policy (api.md): minutes in `_min` members, 0 inherits. Unknown members are refused. */
import * as z from 'zod/mini';
import { minutes } from '../shared/vocabulary.ts';
import { INHERIT, METHODS } from './policy.ts';

const country = z.string().check(z.regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code'));
const aaguid = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'expected an AAGUID'));
const cidr = z.union([z.cidrv4(), z.cidrv6()]);
const list = <T extends z.ZodMiniType>(item: T, max: number) => z.array(item).check(z.maxLength(max));

const WEEK_MIN = 7 * 24 * 60;

export const policySchema = z.strictObject({
  require_mfa: z.boolean(),
  require_passkey: z.boolean(),
  require_sso: z.boolean(),
  disabled_methods: list(z.enum(METHODS), METHODS.length),
  session_idle_timeout_min: minutes(WEEK_MIN),
  session_absolute_max_min: minutes(30 * 24 * 60),
  refresh_window_min: minutes(30 * 24 * 60),
  ip_allowlist: list(cidr, 100),
  geo_allow: list(country, 250),
  geo_deny: list(country, 250),
  allowed_aaguids: list(aaguid, 100),
  passkey_binding: z.enum(['any', 'device_bound']),
  attestation: z.enum(['none', 'direct']),
});

/** A policy from before a member was there leaves that one as it was. */
export const wholePolicySchema = z.strictObject({
  ...policySchema.shape,
  passkey_binding: z._default(policySchema.shape.passkey_binding, INHERIT.passkey_binding),
  attestation: z._default(policySchema.shape.attestation, INHERIT.attestation),
});
