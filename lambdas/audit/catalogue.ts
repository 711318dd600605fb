/**
 * The one list of event types: citations in 45 CFR 164, whether the event is a disclosure by default (§164.528),
 * and the members that its public detail may carry. Personal data goes into sealed blocks, never into the detail.
 */
import * as z from 'zod/mini';
import type { Json } from './block.ts';

interface EventKind {
  readonly citations: readonly string[];
  readonly disclosure: boolean;
  readonly detail: Readonly<Record<string, z.ZodMiniType<Json>>>;
}

const json = z.custom<Json>((value) => value !== undefined);

export const CATALOGUE = {
  'project.created': {
    citations: ['312(b)'],
    disclosure: false,
    detail: { name: json, environment: json, settings: json },
  },
  'api_key.created': {
    citations: ['312(a)(1)', '312(b)'],
    disclosure: false,
    detail: { name: json, scopes: json, expires_at: json },
  },
  'api_key.revoked': { citations: ['312(a)(1)', '312(b)'], disclosure: false, detail: {} },
  'user.created': { citations: ['312(a)(2)(i)'], disclosure: false, detail: { via: json } },
  'user.updated': { citations: ['312(c)(1)'], disclosure: false, detail: { changed: json, status: json } },
  'user.signed_out': { citations: ['312(a)(2)(iii)', '308(a)(3)(ii)(C)'], disclosure: false, detail: {} },
  'user.deleted': { citations: ['312(c)(1)', '308(a)(3)(ii)(C)'], disclosure: false, detail: {} },
  'organization.created': { citations: ['312(b)'], disclosure: false, detail: { after: json, metadata: json } },
  'organization.updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    detail: { before: json, after: json, metadata: json },
  },
  'organization.deleted': { citations: ['312(c)(1)'], disclosure: false, detail: { before: json, metadata: json } },
  'membership.created': { citations: ['308(a)(4)(ii)(C)'], disclosure: false, detail: { user_id: json, role: json } },
  'membership.updated': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: { user_id: json, before: json, after: json },
  },
  'membership.deleted': { citations: ['308(a)(3)(ii)(C)'], disclosure: false, detail: { user_id: json, role: json } },
  'org_policy.updated': {
    citations: ['312(a)(2)(iii)', '312(d)'],
    disclosure: false,
    detail: { before: json, after: json, version: json, approval_id: json },
  },
  'passkey.registered': {
    citations: ['312(d)'],
    disclosure: false,
    detail: { aaguid: json, synced: json, session_id: json },
  },
  'passkey.suspected': {
    citations: ['312(d)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: { stored: json, received: json },
  },
  'auth.signin_attempt': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    detail: { method: json, risk: json },
  },
  'session.created': {
    citations: ['312(a)(2)(i)', '312(d)'],
    disclosure: false,
    detail: { amr: json, policy_version: json, credential_id: json, enrolled_by: json, risk: json },
  },
  'session.refreshed': {
    citations: ['312(d)'],
    disclosure: false,
    detail: { policy_version: json, retry: json, activity: json },
  },
  'session.refresh_refused': { citations: ['312(a)(2)(iii)', '312(d)'], disclosure: false, detail: {} },
  'session.check_refused': { citations: ['312(a)(2)(iii)', '312(d)'], disclosure: false, detail: {} },
  'session.reused': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: {} },
  'session.expired': {
    citations: ['312(a)(2)(iii)'],
    disclosure: false,
    detail: { last_active_at: json, created_at: json },
  },
  'session.revoked': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: {} },
  'session.organization_selected': {
    citations: ['312(a)(1)'],
    disclosure: false,
    detail: { from: json, policy_version: json },
  },
  'user.profile_updated': { citations: ['312(c)(1)'], disclosure: false, detail: { changed: json } },
  'passkey.renamed': { citations: ['312(d)'], disclosure: false, detail: {} },
  'passkey.removed': { citations: ['312(d)'], disclosure: false, detail: { aaguid: json } },
  'passkey.suspended': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: { aaguid: json } },
  'totp.enrolled': { citations: ['312(d)'], disclosure: false, detail: {} },
  'totp.confirmed': { citations: ['312(d)'], disclosure: false, detail: {} },
  'totp.removed': { citations: ['312(d)'], disclosure: false, detail: {} },
  'phone.confirmed': { citations: ['312(d)'], disclosure: false, detail: {} },
  'phone.removed': { citations: ['312(d)'], disclosure: false, detail: {} },
  'recovery_codes.created': { citations: ['312(d)'], disclosure: false, detail: { count: json } },
  'recovery_codes.used': { citations: ['312(d)'], disclosure: false, detail: { left: json } },
  'password.set': { citations: ['312(d)'], disclosure: false, detail: { via: json } },
  'password.removed': { citations: ['312(d)'], disclosure: false, detail: {} },
  'password.reset_requested': { citations: ['312(d)'], disclosure: false, detail: { channel: json, message_id: json } },
  'auth.code_requested': {
    citations: ['312(d)'],
    disclosure: false,
    detail: { channel: json, message_id: json, purpose: json },
  },
  'auth.link_requested': { citations: ['312(d)'], disclosure: false, detail: { channel: json, message_id: json } },
  'auth.link_opened': { citations: ['312(d)'], disclosure: false, detail: { elsewhere: json } },
  'auth.challenge_failed': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    detail: { method: json, tries: json, purpose: json },
  },
  'auth.step_up_required': {
    citations: ['312(d)'],
    disclosure: false,
    detail: { methods: json, because: json, method: json, risk: json },
  },
  'auth.step_up_answered': { citations: ['312(d)'], disclosure: false, detail: { method: json, methods: json } },
  'message.sent': {
    citations: ['312(b)'],
    disclosure: false,
    detail: { channel: json, template: json, message_id: json },
  },
  'message.failed': {
    citations: ['312(b)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: { channel: json, template: json, message_id: json, error: json },
  },
  'abuse.limit_reached': {
    citations: ['308(a)(5)(ii)(C)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: { budget: json, limit: json, window_s: json, refused: json },
  },
  'request.refused': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    detail: { route: json, count: json, window_s: json },
  },
  'risk.decided': {
    citations: ['308(a)(1)(ii)(D)', '312(d)'],
    disclosure: false,
    detail: { decision_id: json, decision: json, score: json, reasons: json, unavailable: json, policy_version: json },
  },
  'risk_policy.updated': {
    citations: ['312(a)(1)'],
    disclosure: false,
    detail: { before: json, after: json, version: json, approval_id: json },
  },
  'session.active': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: { idle_expires_at: json } },
  'project.updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    detail: { before: json, after: json, changed: json, approval_id: json },
  },
  'operator.granted': {
    citations: ['308(a)(3)(ii)(A)', '308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: { user_id: json, roles: json, before: json, approval_id: json },
  },
  'operator.revoked': {
    citations: ['308(a)(3)(ii)(C)'],
    disclosure: false,
    detail: { user_id: json, roles: json, before: json, approval_id: json },
  },
  'approval.requested': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: { kind: json, target: json, before: json, after: json, expires_at: json },
  },
  'approval.given': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: { kind: json, target: json, given: json, needed: json },
  },
  'approval.denied': { citations: ['308(a)(4)(ii)(C)'], disclosure: false, detail: { kind: json, target: json } },
  'recovery.requested': { citations: ['312(d)'], disclosure: false, detail: { recovery_id: json } },
  'recovery.proven': {
    citations: ['312(d)'],
    disclosure: false,
    detail: { user_id: json, needed: json, replaces: json },
  },
  'recovery.approved': {
    citations: ['312(d)', '308(a)(4)(ii)(B)'],
    disclosure: false,
    detail: { user_id: json, given: json, needed: json, not_before: json },
  },
  'recovery.denied': { citations: ['312(d)'], disclosure: false, detail: { user_id: json } },
  'recovery.cancelled': { citations: ['312(d)'], disclosure: false, detail: { user_id: json, by: json } },
  'recovery.refused': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: { step: json } },
  'recovery.completed': {
    citations: ['312(d)'],
    disclosure: false,
    detail: { user_id: json, sessions_ended: json, passkeys_removed: json, passkeys_suspended: json, approvals: json },
  },
  'break_glass.alarmed': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    detail: { incident_id: json, scope: json, minutes: json, drill: json, organization_id: json, method: json },
  },
  'break_glass.alarm_delivered': {
    citations: ['312(a)(2)(ii)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: { incident_id: json, drill: json },
  },
  'break_glass.opened': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    detail: {
      incident_id: json,
      scope: json,
      expires_at: json,
      drill: json,
      organization_id: json,
      method: json,
      alarm: json,
    },
  },
  'break_glass.refused': { citations: ['312(a)(2)(ii)'], disclosure: false, detail: { method: json, drill: json } },
  'break_glass.closed': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    detail: { incident_id: json, drill: json, review_due_at: json },
  },
  'break_glass.reviewed': {
    citations: ['312(a)(2)(ii)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    detail: { incident_id: json, verdict: json, drill: json, review_due_at: json },
  },
  'break_glass.review_overdue': {
    citations: ['312(a)(2)(ii)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    detail: { incident_id: json, drill: json, review_due_at: json },
  },
  'break_glass.readiness_checked': {
    citations: ['312(a)(2)(ii)', '308(a)(7)(ii)(D)'],
    disclosure: false,
    detail: { ready: json, needed: json, enrolled: json },
  },
  'impersonation.started': {
    citations: ['312(a)(1)', '312(d)'],
    disclosure: false,
    detail: { ticket: json, user_id: json, expires_at: json, writes: json },
  },
  'impersonation.renewed': { citations: ['312(a)(1)'], disclosure: false, detail: { user_id: json } },
  'impersonation.consented': { citations: ['312(a)(1)'], disclosure: false, detail: { until: json } },
  'impersonation.consent_withdrawn': { citations: ['312(a)(1)'], disclosure: false, detail: {} },
  'impersonation.ended': { citations: ['312(a)(1)'], disclosure: false, detail: { user_id: json } },
  'impersonation.refused': { citations: ['312(a)(1)'], disclosure: false, detail: { route: json, user_id: json } },
  'client.created': { citations: ['312(a)(1)', '312(b)'], disclosure: false, detail: { name: json, scopes: json } },
  'client.revoked': { citations: ['312(a)(1)', '312(b)'], disclosure: false, detail: {} },
  'client.token_issued': { citations: ['312(d)'], disclosure: false, detail: { scopes: json } },
  'oauth.code_issued': { citations: ['312(d)'], disclosure: false, detail: { client_id: json, scope: json } },
  'oauth.code_redeemed': { citations: ['312(d)'], disclosure: false, detail: { client_id: json } },
  'oauth.code_refused': { citations: ['312(d)'], disclosure: false, detail: { client_id: json } },
  'redirect_uri.added': {
    citations: ['312(a)(1)'],
    disclosure: false,
    detail: { uri: json, use: json, approval_id: json },
  },
  'redirect_uri.removed': { citations: ['312(a)(1)'], disclosure: false, detail: { uri: json, use: json } },
  'allowed_origin.added': { citations: ['312(a)(1)'], disclosure: false, detail: { origin: json } },
  'allowed_origin.removed': { citations: ['312(a)(1)'], disclosure: false, detail: { origin: json } },
  'audit.events_read': {
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    detail: { count: json, filters: json },
  },
} as const satisfies Record<string, EventKind>;

export type EventType = keyof typeof CATALOGUE;

type Members<M extends EventKind['detail']> = keyof M extends never
  ? Readonly<Record<string, never>>
  : { readonly [N in keyof M]?: z.infer<M[N]> | undefined };
/** What the public detail of an event may say. */
export type Detail<T extends EventType> = T extends EventType ? Members<(typeof CATALOGUE)[T]['detail']> : never;
