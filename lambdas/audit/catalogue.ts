/**
 * The one list of event types: what of 45 CFR 164 each answers, whether it is a disclosure by default (§164.528), who
 * may act in it, what it may be about, and the members of its public detail. Personal data goes into sealed blocks,
 * never into the detail. Every event that a test causes is held to its row (ADR 0033).
 */
import * as z from 'zod/mini';
import { ROLES } from '../operator/operator.ts';
import { METHODS } from '../organization/policy.ts';
import { wholePolicySchema } from '../organization/policy-schema.ts';
import { settingsSchema } from '../project/settings-schema.ts';
import type { IdKind } from '../shared/ids.ts';
import { SCOPES } from '../shared/scopes.ts';
import { id, role, slug, time } from '../shared/vocabulary.ts';
import type { Json } from './block.ts';
import {
  aaguid,
  anyFacts,
  code,
  count,
  facts,
  flag,
  label,
  list,
  route,
  term,
  ticket,
  timeMs,
  uri,
} from './detail-schema.ts';

export const ACTORS = ['user', 'operator', 'api_key', 'client', 'deployer', 'system', 'anonymous'] as const;
export type ActorType = (typeof ACTORS)[number];
export type Outcome = 'success' | 'failure' | 'denied';

/** What an event may be about, and the kind of id that it is named by; a hash where that would be a secret. */
export const TARGETS = {
  project: 'project',
  organization: 'organization',
  membership: 'membership',
  user: 'user',
  credential: 'credential',
  session: 'session',
  api_key: 'key',
  client: 'client',
  redirect_uri: 'uri',
  allowed_origin: 'uri',
  approval: 'approval',
  recovery: 'recovery',
  break_glass: 'breakGlass',
  impersonation: 'impersonation',
  message: 'message',
  audit_stream: 'stream',
  export: 'export',
  hold: 'hold',
  link: 'hash',
  code: 'hash',
} as const satisfies Record<string, IdKind | 'hash'>;
export type TargetType = keyof typeof TARGETS;

interface EventKind {
  readonly citations: readonly string[];
  readonly disclosure: boolean;
  /** Under a grant an operator may act in any of them too. */
  readonly actors: readonly ActorType[];
  /** Types of the target. */
  readonly targets: readonly TargetType[];
  /** `success` alone unless said otherwise. */
  readonly outcomes?: readonly Outcome[];
  /** Members that are not optional must be there. */
  readonly detail: Readonly<Record<string, z.ZodMiniType<Json | undefined>>>;
}

const method = z.enum(METHODS);
const channel = z.enum(['email', 'sms']);
const scopes = list(z.enum(SCOPES));
const roles = list(z.enum(ROLES));
const target = z.strictObject({ type: code, id: z.string().check(z.maxLength(128)) });
const decision = z.enum(['allow', 'step_up', 'block']);
const weights = z.record(code, count);
const risk = facts(
  z.strictObject({
    score: count,
    id: z.optional(id('decision')),
    decision: z.optional(decision),
    reasons: z.optional(weights),
  }),
);
const organizationFacts = facts(z.strictObject({ name: label, slug }));
const policyFacts = facts(wholePolicySchema);
/** Of the address only whether there is one. */
const settings = z.strictObject({ ...settingsSchema.shape, notice_email: flag });
const settingsFacts = facts(settings);
const projectFacts = facts(
  z.partial(z.strictObject({ name: label, sign_up: code, policy: wholePolicySchema, settings })),
);
const riskPolicyFacts = facts(
  z.strictObject({
    version: count,
    thresholds: z.strictObject({ step_up: count, block: count }),
    weights,
    disabled_signals: list(code),
    off_hours: z.nullable(
      z.strictObject({ time_zone: z.string().check(z.maxLength(64)), from_hour: count, to_hour: count }),
    ),
  }),
);
/** What was searched for: an id of ours, or that it was another, which may be a name. */
const searched = z.string().check(z.regex(/^(other|[a-z]{2,5}_[0-9A-HJKMNP-TV-Z]{26})$/, 'expected an id'));
const filters = z.strictObject({
  types: z.optional(list(code)),
  range_start: z.optional(z.iso.datetime({ offset: true })),
  range_end: z.optional(z.iso.datetime({ offset: true })),
  grant_id: z.optional(z.union([id('breakGlass'), id('impersonation')])),
  organization_id: z.optional(id('organization')),
  actor_id: z.optional(searched),
  target_id: z.optional(searched),
  target_type: z.optional(code),
  subject_id: z.optional(id('user')),
  outcome: z.optional(z.enum(['success', 'failure', 'denied'])),
});

const streamFacts = facts(
  z.strictObject({
    name: label,
    type: code,
    /** The host or the bucket; a path may be a secret. */
    destination: z.string().check(z.maxLength(255)),
    organization_id: z.optional(id('organization')),
    include_personal: flag,
  }),
);

export const CATALOGUE = {
  'project.created': {
    citations: ['312(b)'],
    disclosure: false,
    actors: ['deployer'],
    targets: ['project'],
    detail: { name: label, environment: z.enum(['live', 'test']), settings: settingsFacts },
  },
  'api_key.created': {
    citations: ['312(a)(1)', '312(b)'],
    disclosure: false,
    actors: ['deployer', 'api_key', 'operator'],
    targets: ['api_key'],
    detail: { name: label, scopes, expires_at: z.optional(time) },
  },
  'api_key.revoked': {
    citations: ['312(a)(1)', '312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['api_key'],
    detail: {},
  },
  'user.created': {
    citations: ['312(a)(2)(i)'],
    disclosure: false,
    actors: ['api_key', 'operator', 'user', 'anonymous'],
    targets: ['user'],
    detail: { via: z.enum(['api', 'otp', 'user', 'secret_key', 'stranger']) },
  },
  'user.updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator', 'user', 'anonymous'],
    targets: ['user'],
    detail: { changed: list(code), status: z.optional(z.enum(['active', 'disabled'])) },
  },
  'user.signed_out': {
    citations: ['312(a)(2)(iii)', '308(a)(3)(ii)(C)'],
    disclosure: false,
    actors: ['api_key', 'operator', 'user'],
    targets: ['user'],
    detail: {},
  },
  'user.deleted': {
    citations: ['312(c)(1)', '308(a)(3)(ii)(C)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['user'],
    detail: {},
  },
  'organization.created': {
    citations: ['312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['organization'],
    detail: { after: organizationFacts, metadata: list(code) },
  },
  'organization.updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['organization'],
    detail: { before: organizationFacts, after: organizationFacts, metadata: list(code) },
  },
  'organization.deleted': {
    citations: ['312(c)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['organization'],
    detail: { before: organizationFacts, metadata: list(code) },
  },
  'membership.created': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['membership'],
    detail: { user_id: id('user'), role },
  },
  'membership.updated': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['membership'],
    detail: { user_id: id('user'), before: role, after: role },
  },
  'membership.deleted': {
    citations: ['308(a)(3)(ii)(C)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['membership'],
    detail: { user_id: id('user'), role },
  },
  'org_policy.updated': {
    citations: ['312(a)(2)(iii)', '312(d)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['organization'],
    detail: { before: policyFacts, after: policyFacts, version: count, approval_id: z.optional(id('approval')) },
  },
  'passkey.registered': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user', 'api_key', 'operator'],
    targets: ['credential'],
    detail: { aaguid, synced: flag, session_id: id('session') },
  },
  'passkey.suspected': {
    citations: ['312(d)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['user', 'anonymous', 'operator'],
    targets: ['credential'],
    outcomes: ['denied'],
    detail: { stored: count, received: count },
  },
  'auth.signin_attempt': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    actors: ['user', 'anonymous', 'api_key', 'operator'],
    targets: ['user', 'project'],
    outcomes: ['failure', 'denied'],
    detail: { method, risk: z.optional(risk) },
  },
  'session.created': {
    citations: ['312(a)(2)(i)', '312(d)'],
    disclosure: false,
    actors: ['user', 'api_key', 'operator'],
    targets: ['session'],
    detail: {
      amr: list(term),
      policy_version: count,
      credential_id: z.optional(id('credential')),
      enrolled_by: z.optional(id('key')),
      risk: z.optional(risk),
    },
  },
  'session.refreshed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['session'],
    detail: { policy_version: count, retry: z.optional(flag), activity: z.optional(flag) },
  },
  'session.refresh_refused': {
    citations: ['312(a)(2)(iii)', '312(d)'],
    disclosure: false,
    actors: ['user', 'anonymous'],
    targets: ['session'],
    outcomes: ['denied'],
    detail: {},
  },
  'session.check_refused': {
    citations: ['312(a)(2)(iii)', '312(d)'],
    disclosure: false,
    actors: ['user', 'anonymous', 'api_key', 'operator'],
    targets: ['session'],
    outcomes: ['denied'],
    detail: {},
  },
  'session.reused': {
    citations: ['312(d)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['user', 'anonymous', 'client'],
    targets: ['session'],
    outcomes: ['denied'],
    detail: {},
  },
  'session.expired': {
    citations: ['312(a)(2)(iii)'],
    disclosure: false,
    actors: ['user', 'anonymous', 'api_key'],
    targets: ['session'],
    detail: { last_active_at: z.optional(timeMs), created_at: z.optional(timeMs) },
  },
  'session.revoked': {
    citations: ['312(a)(2)(iii)'],
    disclosure: false,
    actors: ['user', 'api_key', 'operator', 'anonymous'],
    targets: ['session', 'user'],
    detail: {},
  },
  'session.organization_selected': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['user'],
    targets: ['session'],
    detail: { from: z.nullable(id('organization')), policy_version: count },
  },
  'user.profile_updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    actors: ['user', 'operator'],
    targets: ['user'],
    detail: { changed: list(code) },
  },
  'passkey.renamed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['credential'],
    detail: {},
  },
  'passkey.removed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user', 'operator', 'api_key'],
    targets: ['credential'],
    outcomes: ['success', 'denied'],
    detail: { aaguid },
  },
  'passkey.suspended': {
    citations: ['312(d)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['user'],
    targets: ['credential'],
    detail: { aaguid },
  },
  'totp.enrolled': { citations: ['312(d)'], disclosure: false, actors: ['user'], targets: ['credential'], detail: {} },
  'totp.confirmed': { citations: ['312(d)'], disclosure: false, actors: ['user'], targets: ['credential'], detail: {} },
  'totp.removed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['credential', 'user'],
    outcomes: ['success', 'denied'],
    detail: {},
  },
  'phone.confirmed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['credential'],
    detail: {},
  },
  'phone.removed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['credential', 'user'],
    outcomes: ['success', 'denied'],
    detail: {},
  },
  'recovery_codes.created': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { count },
  },
  'recovery_codes.used': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { left: count },
  },
  'password.set': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { via: z.enum(['change', 'first', 'reset']) },
  },
  'password.removed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    outcomes: ['success', 'denied'],
    detail: {},
  },
  'password.reset_requested': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['anonymous'],
    targets: ['link'],
    detail: { channel, message_id: id('message') },
  },
  'auth.code_requested': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['anonymous', 'user'],
    targets: ['user', 'code', 'credential'],
    detail: { channel, message_id: id('message'), purpose: code },
  },
  'auth.link_requested': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['anonymous'],
    targets: ['link'],
    detail: { channel, message_id: id('message') },
  },
  'auth.link_opened': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['link'],
    detail: { elsewhere: z.enum(['nothing', 'network', 'agent']) },
  },
  'auth.challenge_failed': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    actors: ['user', 'anonymous'],
    targets: ['user', 'link', 'code', 'credential', 'project'],
    outcomes: ['failure', 'denied'],
    detail: { method: z.optional(method), tries: z.optional(count), purpose: code },
  },
  'auth.step_up_required': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    outcomes: ['denied'],
    detail: { methods: list(method), because: code, method, risk: z.optional(risk) },
  },
  'auth.step_up_answered': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { method, methods: list(method) },
  },
  'message.sent': {
    citations: ['312(b)'],
    disclosure: false,
    actors: ['system'],
    targets: ['message'],
    detail: { channel, template: code, message_id: id('message') },
  },
  'message.failed': {
    citations: ['312(b)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['message'],
    outcomes: ['failure'],
    detail: { channel, template: code, message_id: id('message'), error: term },
  },
  'abuse.limit_reached': {
    citations: ['308(a)(5)(ii)(C)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['anonymous', 'user', 'api_key', 'operator', 'client', 'system'],
    targets: ['project', 'user', 'api_key', 'client'],
    outcomes: ['denied'],
    detail: { budget: code, limit: count, window_s: count, refused: count },
  },
  'request.refused': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    actors: ['anonymous', 'user', 'api_key', 'operator', 'client'],
    targets: ['project'],
    outcomes: ['denied'],
    detail: { route, count, window_s: count },
  },
  'risk.decided': {
    citations: ['308(a)(1)(ii)(D)', '312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user', 'project'],
    outcomes: ['success', 'denied'],
    detail: {
      decision_id: id('decision'),
      decision,
      score: count,
      reasons: weights,
      unavailable: list(code),
      policy_version: count,
    },
  },
  'risk_policy.updated': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    detail: {
      before: riskPolicyFacts,
      after: riskPolicyFacts,
      version: count,
      approval_id: z.optional(id('approval')),
    },
  },
  'session.active': {
    citations: ['312(a)(2)(iii)'],
    disclosure: false,
    actors: ['user', 'api_key'],
    targets: ['session'],
    detail: { idle_expires_at: timeMs },
  },
  'project.updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    detail: { before: projectFacts, after: projectFacts, changed: list(code), approval_id: z.optional(id('approval')) },
  },
  'operator.granted': {
    citations: ['308(a)(3)(ii)(A)', '308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['deployer', 'operator'],
    targets: ['user'],
    detail: { user_id: id('user'), roles, before: roles, approval_id: z.optional(id('approval')) },
  },
  'operator.revoked': {
    citations: ['308(a)(3)(ii)(C)'],
    disclosure: false,
    actors: ['deployer', 'operator'],
    targets: ['user'],
    detail: { user_id: id('user'), roles, before: roles, approval_id: z.optional(id('approval')) },
  },
  'approval.requested': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['approval'],
    detail: { kind: code, target, before: anyFacts, after: anyFacts, expires_at: time },
  },
  'approval.given': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['approval'],
    outcomes: ['success', 'denied'],
    detail: { kind: code, target, given: list(id('user')), needed: count },
  },
  'approval.denied': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['approval'],
    detail: { kind: code, target },
  },
  'recovery.requested': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['anonymous'],
    targets: ['user', 'project'],
    outcomes: ['success', 'denied'],
    detail: { recovery_id: id('recovery') },
  },
  'recovery.proven': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['recovery'],
    detail: { user_id: id('user'), needed: count, replaces: z.optional(id('recovery')) },
  },
  'recovery.approved': {
    citations: ['312(d)', '308(a)(4)(ii)(B)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['recovery'],
    detail: { user_id: id('user'), given: count, needed: count, not_before: z.optional(time) },
  },
  'recovery.denied': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['recovery'],
    detail: { user_id: id('user') },
  },
  'recovery.cancelled': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user', 'anonymous', 'operator'],
    targets: ['recovery'],
    detail: { user_id: id('user'), by: z.enum(['session', 'link', 'replaced']) },
  },
  'recovery.refused': {
    citations: ['312(d)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['anonymous', 'user', 'operator'],
    targets: ['recovery'],
    outcomes: ['denied'],
    detail: { step: code },
  },
  'recovery.completed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['recovery'],
    detail: {
      user_id: id('user'),
      sessions_ended: count,
      passkeys_removed: z.optional(count),
      passkeys_suspended: z.optional(count),
      approvals: list(id('user')),
    },
  },
  'break_glass.alarmed': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['break_glass'],
    detail: {
      incident_id: ticket,
      scope: scopes,
      minutes: count,
      drill: flag,
      organization_id: z.optional(id('organization')),
      method,
    },
  },
  'break_glass.alarm_delivered': {
    citations: ['312(a)(2)(ii)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['break_glass'],
    detail: { incident_id: ticket, drill: flag },
  },
  'break_glass.opened': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['break_glass'],
    detail: {
      incident_id: ticket,
      scope: scopes,
      expires_at: time,
      drill: flag,
      organization_id: z.optional(id('organization')),
      method,
      alarm: z.enum(['delivered', 'pending']),
    },
  },
  'break_glass.refused': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    actors: ['anonymous', 'user', 'operator'],
    targets: ['user', 'project'],
    outcomes: ['denied'],
    detail: { method },
  },
  'break_glass.closed': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    actors: ['operator', 'system'],
    targets: ['break_glass'],
    detail: { incident_id: ticket, drill: flag, review_due_at: z.optional(time) },
  },
  'break_glass.reviewed': {
    citations: ['312(a)(2)(ii)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['break_glass'],
    detail: { incident_id: ticket, verdict: z.optional(code), drill: flag, review_due_at: z.optional(time) },
  },
  'break_glass.review_overdue': {
    citations: ['312(a)(2)(ii)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['system'],
    targets: ['break_glass'],
    outcomes: ['failure'],
    detail: { incident_id: ticket, drill: flag, review_due_at: z.optional(time) },
  },
  'break_glass.readiness_checked': {
    citations: ['312(a)(2)(ii)', '308(a)(7)(ii)(D)'],
    disclosure: false,
    actors: ['system'],
    targets: ['project'],
    outcomes: ['success', 'failure'],
    detail: { ready: count, needed: count, enrolled: count },
  },
  'impersonation.started': {
    citations: ['312(a)(1)', '312(d)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['impersonation'],
    detail: { ticket, user_id: id('user'), expires_at: time, writes: flag },
  },
  'impersonation.renewed': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['impersonation'],
    detail: { user_id: id('user') },
  },
  'impersonation.consented': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { until: time },
  },
  'impersonation.consent_withdrawn': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: {},
  },
  'impersonation.ended': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['impersonation'],
    detail: { user_id: id('user') },
  },
  'impersonation.refused': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['user'],
    outcomes: ['denied'],
    detail: { route, user_id: id('user') },
  },
  'client.created': {
    citations: ['312(a)(1)', '312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['client'],
    detail: { name: label, scopes: list(term) },
  },
  'client.revoked': {
    citations: ['312(a)(1)', '312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['client'],
    detail: {},
  },
  'client.token_issued': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['client'],
    targets: ['client'],
    detail: { scopes: list(term) },
  },
  'oauth.code_issued': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['session'],
    detail: { client_id: term, scope: z.string() },
  },
  'oauth.code_redeemed': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['user'],
    targets: ['session'],
    detail: { client_id: term },
  },
  'oauth.code_refused': {
    citations: ['312(d)'],
    disclosure: false,
    actors: ['client', 'anonymous'],
    targets: ['user'],
    outcomes: ['denied'],
    detail: { client_id: term },
  },
  'redirect_uri.added': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['redirect_uri'],
    detail: { uri, use: code, approval_id: z.optional(id('approval')) },
  },
  'redirect_uri.removed': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['redirect_uri'],
    detail: { uri, use: code },
  },
  'allowed_origin.added': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['allowed_origin'],
    detail: { origin: uri },
  },
  'allowed_origin.removed': {
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['allowed_origin'],
    detail: { origin: uri },
  },
  'audit.rows_removed': {
    citations: ['312(c)(1)', '316(b)(2)(i)'],
    disclosure: false,
    actors: ['system'],
    targets: ['project', 'organization'],
    detail: { lane: count, from: count, through: count, manifest: z.string().check(z.regex(/^[0-9a-f]{64}$/)) },
  },
  'audit.events_read': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project', 'organization', 'break_glass'],
    detail: { count, filters },
  },
  'audit_stream.created': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { after: streamFacts },
  },
  'audit_stream.updated': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { before: streamFacts, after: streamFacts, changed: list(code) },
  },
  'audit_stream.deleted': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { before: streamFacts },
  },
  'audit_stream.paused': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: {},
  },
  'audit_stream.resumed': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: {},
  },
  'audit_stream.replayed': {
    citations: ['312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { scope: z.optional(term), from_index: z.optional(count), from_time: z.optional(time) },
  },
  'audit_stream.tested': {
    citations: ['308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    outcomes: ['success', 'failure'],
    detail: { status: z.optional(count) },
  },
  'audit_stream.failing': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['system'],
    targets: ['audit_stream'],
    outcomes: ['failure'],
    detail: { failures: count, status: z.optional(count) },
  },
  'audit_stream.recovered': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['system'],
    targets: ['audit_stream'],
    detail: { failures: count },
  },
} as const satisfies Record<string, EventKind>;

export type EventType = keyof typeof CATALOGUE;

type DetailOf<T extends EventType> = (typeof CATALOGUE)[T]['detail'];
type Needed<M> = { [N in keyof M]: undefined extends z.infer<M[N]> ? never : N }[keyof M];
type Members<M> = keyof M extends never
  ? Readonly<Record<string, never>>
  : { readonly [N in Needed<M>]: z.infer<M[N]> } & {
      readonly [N in Exclude<keyof M, Needed<M>>]?: z.infer<M[N]> | undefined;
    };
/** What the public detail of an event says. */
export type Detail<T extends EventType> = T extends EventType ? Members<DetailOf<T>> : never;
