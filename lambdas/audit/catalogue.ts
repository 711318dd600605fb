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
  'project.created': { citations: ['312(b)'], disclosure: false, detail: ['name', 'environment'] },
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
    detail: ['before', 'after', 'version'],
  },
  'passkey.registered': { citations: ['312(d)'], disclosure: false, detail: ['aaguid', 'synced', 'session_id'] },
  'passkey.suspected': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: ['stored', 'received'] },
  'auth.signin_attempt': { citations: ['312(b)', '308(a)(5)(ii)(C)'], disclosure: false, detail: ['method'] },
  'session.created': {
    citations: ['312(a)(2)(i)', '312(d)'],
    disclosure: false,
    detail: ['amr', 'policy_version', 'credential_id', 'enrolled_by'],
  },
  'session.refreshed': { citations: ['312(d)'], disclosure: false, detail: ['policy_version', 'retry'] },
  'session.refresh_refused': { citations: ['312(a)(2)(iii)', '312(d)'], disclosure: false, detail: [] },
  'session.reused': { citations: ['312(d)', '308(a)(6)(ii)'], disclosure: false, detail: [] },
  'session.expired': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: ['last_active_at', 'created_at'] },
  'session.revoked': { citations: ['312(a)(2)(iii)'], disclosure: false, detail: [] },
  'session.organization_selected': { citations: ['312(a)(1)'], disclosure: false, detail: ['from', 'policy_version'] },
  'user.profile_updated': { citations: ['312(c)(1)'], disclosure: false, detail: ['changed'] },
  'audit.events_read': { citations: ['312(b)', '308(a)(1)(ii)(D)'], disclosure: false, detail: ['count', 'filters'] },
} as const satisfies Record<string, EventKind>;

export type EventType = keyof typeof CATALOGUE;
export type DetailMember<T extends EventType> = (typeof CATALOGUE)[T]['detail'][number];
