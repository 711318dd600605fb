/**
 * The one list of event types: citations in 45 CFR 164, whether the event is a disclosure by default (§164.528),
 * and the members that its public detail may carry. Personal data goes into sealed blocks, never into the detail.
 */
interface EventKind {
  readonly citations: readonly string[];
  readonly disclosure: boolean;
  readonly detail: readonly string[];
}

export const CATALOGUE = {
  'project.created': { citations: ['312(b)'], disclosure: false, detail: ['name', 'environment', 'settings'] },
  'api_key.created': {
    citations: ['312(a)(1)', '312(b)'],
    disclosure: false,
    detail: ['name', 'scopes', 'expires_at'],
  },
  'api_key.revoked': { citations: ['312(a)(1)', '312(b)'], disclosure: false, detail: [] },
  'user.created': { citations: ['312(a)(2)(i)'], disclosure: false, detail: ['via'] },
  'user.updated': { citations: ['312(c)(1)'], disclosure: false, detail: ['changed', 'status'] },
  'user.deleted': { citations: ['312(c)(1)', '308(a)(3)(ii)(C)'], disclosure: false, detail: [] },
  'organization.created': { citations: ['312(b)'], disclosure: false, detail: ['after', 'metadata'] },
  'organization.updated': { citations: ['312(c)(1)'], disclosure: false, detail: ['before', 'after', 'metadata'] },
  'organization.deleted': { citations: ['312(c)(1)'], disclosure: false, detail: ['before', 'metadata'] },
  'membership.created': { citations: ['308(a)(4)(ii)(C)'], disclosure: false, detail: ['user_id', 'role'] },
  'membership.updated': { citations: ['308(a)(4)(ii)(C)'], disclosure: false, detail: ['user_id', 'before', 'after'] },
  'membership.deleted': { citations: ['308(a)(3)(ii)(C)'], disclosure: false, detail: ['user_id', 'role'] },
  'org_policy.updated': {
    citations: ['312(a)(2)(iii)', '312(d)'],
    disclosure: false,
    detail: ['before', 'after', 'version', 'approval_id'],
  },
  'passkey.registered': { citations: ['312(d)'], disclosure: false, detail: ['aaguid', 'synced', 'session_id'] },
  'passkey.suspected': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: ['stored', 'received'] },
  'auth.signin_attempt': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    detail: ['method', 'risk'],
  },
  'session.created': {
    citations: ['312(a)(2)(i)', '312(d)'],
    disclosure: false,
    detail: ['amr', 'policy_version', 'credential_id', 'enrolled_by', 'risk'],
  },
  'session.refreshed': { citations: ['312(d)'], disclosure: false, detail: ['policy_version', 'retry', 'activity'] },
  'session.refresh_refused': { citations: ['312(a)(2)(iii)', '312(d)'], disclosure: false, detail: [] },
  'session.check_refused': { citations: ['312(a)(2)(iii)', '312(d)'], disclosure: false, detail: [] },
  'session.reused': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: [] },
  'session.expired': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: ['last_active_at', 'created_at'] },
  'session.revoked': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: [] },
  'session.organization_selected': { citations: ['312(a)(1)'], disclosure: false, detail: ['from', 'policy_version'] },
  'user.profile_updated': { citations: ['312(c)(1)'], disclosure: false, detail: ['changed'] },
  'passkey.renamed': { citations: ['312(d)'], disclosure: false, detail: [] },
  'passkey.removed': { citations: ['312(d)'], disclosure: false, detail: ['aaguid'] },
  'totp.enrolled': { citations: ['312(d)'], disclosure: false, detail: [] },
  'totp.confirmed': { citations: ['312(d)'], disclosure: false, detail: [] },
  'totp.removed': { citations: ['312(d)'], disclosure: false, detail: [] },
  'phone.confirmed': { citations: ['312(d)'], disclosure: false, detail: [] },
  'phone.removed': { citations: ['312(d)'], disclosure: false, detail: [] },
  'recovery_codes.created': { citations: ['312(d)'], disclosure: false, detail: ['count'] },
  'recovery_codes.used': { citations: ['312(d)'], disclosure: false, detail: ['left'] },
  'password.set': { citations: ['312(d)'], disclosure: false, detail: ['via'] },
  'password.removed': { citations: ['312(d)'], disclosure: false, detail: [] },
  'password.reset_requested': { citations: ['312(d)'], disclosure: false, detail: ['channel'] },
  'auth.code_requested': { citations: ['312(d)'], disclosure: false, detail: ['channel', 'message_id', 'purpose'] },
  'auth.link_requested': { citations: ['312(d)'], disclosure: false, detail: ['channel', 'message_id'] },
  'auth.challenge_failed': {
    citations: ['312(b)', '308(a)(5)(ii)(C)'],
    disclosure: false,
    detail: ['method', 'tries', 'purpose'],
  },
  'auth.step_up_required': {
    citations: ['312(d)'],
    disclosure: false,
    detail: ['methods', 'because', 'method', 'risk'],
  },
  'auth.step_up_answered': { citations: ['312(d)'], disclosure: false, detail: ['method', 'methods'] },
  'message.sent': { citations: ['312(b)'], disclosure: false, detail: ['channel', 'template', 'message_id'] },
  'message.failed': {
    citations: ['312(b)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: ['channel', 'template', 'message_id', 'error'],
  },
  'abuse.limit_reached': {
    citations: ['308(a)(5)(ii)(C)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: ['budget', 'limit', 'window_s', 'refused'],
  },
  'risk.decided': {
    citations: ['308(a)(1)(ii)(D)', '312(d)'],
    disclosure: false,
    detail: ['decision_id', 'decision', 'score', 'reasons', 'unavailable', 'policy_version'],
  },
  'risk_policy.updated': {
    citations: ['312(a)(1)'],
    disclosure: false,
    detail: ['before', 'after', 'version', 'approval_id'],
  },
  'session.active': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: ['idle_expires_at'] },
  'project.updated': {
    citations: ['312(c)(1)'],
    disclosure: false,
    detail: ['before', 'after', 'changed', 'approval_id'],
  },
  'operator.granted': {
    citations: ['308(a)(3)(ii)(A)', '308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: ['user_id', 'roles', 'before', 'approval_id'],
  },
  'operator.revoked': {
    citations: ['308(a)(3)(ii)(C)'],
    disclosure: false,
    detail: ['user_id', 'roles', 'before', 'approval_id'],
  },
  'approval.requested': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: ['kind', 'target', 'before', 'after', 'expires_at'],
  },
  'approval.given': {
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    detail: ['kind', 'target', 'given', 'needed'],
  },
  'approval.denied': { citations: ['308(a)(4)(ii)(C)'], disclosure: false, detail: ['kind', 'target'] },
  'recovery.requested': { citations: ['312(d)'], disclosure: false, detail: ['recovery_id'] },
  'recovery.approved': {
    citations: ['312(d)', '308(a)(4)(ii)(B)'],
    disclosure: false,
    detail: ['given', 'needed', 'not_before'],
  },
  'recovery.denied': { citations: ['312(d)'], disclosure: false, detail: [] },
  'recovery.completed': { citations: ['312(d)'], disclosure: false, detail: ['sessions_ended', 'passkeys_removed'] },
  'break_glass.alarmed': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    detail: ['incident_id', 'scope', 'minutes', 'drill', 'organization_id', 'method'],
  },
  'break_glass.alarm_delivered': {
    citations: ['312(a)(2)(ii)', '308(a)(6)(ii)'],
    disclosure: false,
    detail: ['incident_id', 'drill'],
  },
  'break_glass.opened': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    detail: ['incident_id', 'scope', 'expires_at', 'drill', 'organization_id', 'method', 'alarm'],
  },
  'break_glass.refused': { citations: ['312(a)(2)(ii)'], disclosure: false, detail: ['method', 'drill'] },
  'break_glass.closed': {
    citations: ['312(a)(2)(ii)'],
    disclosure: false,
    detail: ['incident_id', 'drill', 'review_due_at'],
  },
  'break_glass.reviewed': {
    citations: ['312(a)(2)(ii)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    detail: ['incident_id', 'verdict', 'drill', 'review_due_at'],
  },
  'break_glass.review_overdue': {
    citations: ['312(a)(2)(ii)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    detail: ['incident_id', 'drill', 'review_due_at'],
  },
  'break_glass.readiness_checked': {
    citations: ['312(a)(2)(ii)', '308(a)(7)(ii)(D)'],
    disclosure: false,
    detail: ['ready', 'needed', 'enrolled'],
  },
  'impersonation.started': {
    citations: ['312(a)(1)', '312(d)'],
    disclosure: false,
    detail: ['reason', 'ticket', 'user_id', 'expires_at', 'writes'],
  },
  'impersonation.ended': { citations: ['312(a)(1)'], disclosure: false, detail: ['user_id'] },
  'impersonation.refused': { citations: ['312(a)(1)'], disclosure: false, detail: ['route', 'user_id'] },
  'client.created': { citations: ['312(a)(1)', '312(b)'], disclosure: false, detail: ['name', 'scopes'] },
  'client.revoked': { citations: ['312(a)(1)', '312(b)'], disclosure: false, detail: [] },
  'client.token_issued': { citations: ['312(d)'], disclosure: false, detail: ['scopes'] },
  'client.refused': { citations: ['312(d)'], disclosure: false, detail: [] },
  'oauth.code_issued': { citations: ['312(d)'], disclosure: false, detail: ['client_id', 'scope'] },
  'oauth.code_redeemed': { citations: ['312(d)'], disclosure: false, detail: ['client_id'] },
  'oauth.code_refused': { citations: ['312(d)'], disclosure: false, detail: ['client_id'] },
  'redirect_uri.added': { citations: ['312(a)(1)'], disclosure: false, detail: ['uri'] },
  'redirect_uri.removed': { citations: ['312(a)(1)'], disclosure: false, detail: ['uri'] },
  'allowed_origin.added': { citations: ['312(a)(1)'], disclosure: false, detail: ['origin'] },
  'allowed_origin.removed': { citations: ['312(a)(1)'], disclosure: false, detail: ['origin'] },
  'audit.events_read': { citations: ['312(b)', '308(a)(1)(ii)(D)'], disclosure: false, detail: ['count', 'filters'] },
} as const satisfies Record<string, EventKind>;

export type EventType = keyof typeof CATALOGUE;
export type DetailMember<T extends EventType> = (typeof CATALOGUE)[T]['detail'][number];
