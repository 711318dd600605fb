/**
 * Which class and activity of OCSF each event type is (audit-log.md §8). A type that no row names is API Activity, by
 * the verb at the end of its name, so that a new type streams from its first day.
 */
import type { EventType } from '../audit/catalogue.ts';

/** Class and category ids of OCSF 1.5.0, with the names that go beside them. */
export const CLASSES = {
  base_event: { uid: 0, category: 0, name: 'Base Event', categoryName: 'Uncategorized' },
  account_change: { uid: 3001, category: 3, name: 'Account Change', categoryName: 'Identity & Access Management' },
  authentication: { uid: 3002, category: 3, name: 'Authentication', categoryName: 'Identity & Access Management' },
  authorize_session: {
    uid: 3003,
    category: 3,
    name: 'Authorize Session',
    categoryName: 'Identity & Access Management',
  },
  entity_management: {
    uid: 3004,
    category: 3,
    name: 'Entity Management',
    categoryName: 'Identity & Access Management',
  },
  user_access: { uid: 3005, category: 3, name: 'User Access Management', categoryName: 'Identity & Access Management' },
  group_management: { uid: 3006, category: 3, name: 'Group Management', categoryName: 'Identity & Access Management' },
  api_activity: { uid: 6003, category: 6, name: 'API Activity', categoryName: 'Application Activity' },
} as const;
export type ClassName = keyof typeof CLASSES;

export interface Kind {
  readonly of: ClassName;
  readonly activity: number;
}

const OTHER = 99;
const account = (activity: number): Kind => ({ of: 'account_change', activity });
const authentication = (activity: number): Kind => ({ of: 'authentication', activity });
const authorize = (activity: number): Kind => ({ of: 'authorize_session', activity });
const entity = (activity: number): Kind => ({ of: 'entity_management', activity });
const access = (activity: number): Kind => ({ of: 'user_access', activity });
const group = (activity: number): Kind => ({ of: 'group_management', activity });

/** Activities by their numbers in OCSF 1.5.0. */
const LOGON = 1;
const LOGOFF = 2;
const PREAUTH = 6;
const TICKET_RENEWED = 5;
const MFA_ENABLED = 10;
const MFA_DISABLED = 11;

const KINDS: Partial<Record<EventType, Kind>> = {
  'user.created': account(1),
  'user.deleted': account(6),
  'user.updated': account(OTHER),
  'user.profile_updated': account(OTHER),
  'password.set': account(3),
  'password.removed': account(OTHER),
  'password.reset_requested': account(4),
  'passkey.registered': account(MFA_ENABLED),
  'passkey.renamed': account(OTHER),
  'passkey.removed': account(MFA_DISABLED),
  'passkey.suspended': account(MFA_DISABLED),
  'passkey.suspected': account(OTHER),
  'totp.enrolled': account(OTHER),
  'totp.confirmed': account(MFA_ENABLED),
  'totp.removed': account(MFA_DISABLED),
  'phone.confirmed': account(MFA_ENABLED),
  'phone.removed': account(MFA_DISABLED),
  'recovery_codes.created': account(MFA_ENABLED),
  'recovery_codes.used': authentication(PREAUTH),
  'recovery.requested': account(4),
  'recovery.completed': account(4),

  'auth.signin_attempt': authentication(LOGON),
  'session.created': authentication(LOGON),
  'session.refreshed': authentication(TICKET_RENEWED),
  'session.refresh_refused': authentication(TICKET_RENEWED),
  'session.check_refused': authentication(OTHER),
  'session.reused': authentication(TICKET_RENEWED),
  'session.expired': authentication(LOGOFF),
  'session.revoked': authentication(LOGOFF),
  'session.active': authentication(OTHER),
  'user.signed_out': authentication(LOGOFF),
  'auth.code_requested': authentication(PREAUTH),
  'auth.link_requested': authentication(PREAUTH),
  'auth.link_opened': authentication(PREAUTH),
  'auth.challenge_failed': authentication(PREAUTH),
  'auth.step_up_required': authentication(PREAUTH),
  'auth.step_up_answered': authentication(PREAUTH),
  'oauth.code_issued': authentication(3),
  'oauth.code_redeemed': authentication(3),
  'oauth.code_refused': authentication(3),
  'client.token_issued': authentication(4),

  'session.organization_selected': authorize(2),
  'impersonation.started': authorize(1),
  'impersonation.renewed': authorize(1),
  'break_glass.opened': authorize(1),

  'operator.granted': access(1),
  'operator.revoked': access(2),
  'membership.updated': access(1),

  'organization.created': group(6),
  'organization.deleted': group(5),
  'membership.created': group(3),
  'membership.deleted': group(4),

  'organization.updated': entity(3),
  'org_policy.updated': entity(3),
  'risk_policy.updated': entity(3),
  'project.created': entity(1),
  'project.updated': entity(3),
  'api_key.created': entity(1),
  'api_key.revoked': entity(9),
  'client.created': entity(1),
  'client.revoked': entity(9),
  'redirect_uri.added': entity(1),
  'redirect_uri.removed': entity(4),
  'allowed_origin.added': entity(1),
  'allowed_origin.removed': entity(4),
  'audit_stream.created': entity(1),
  'audit_stream.updated': entity(3),
  'audit_stream.deleted': entity(4),
  'audit_stream.paused': entity(12),
  'audit_stream.resumed': entity(13),
};

const VERBS: readonly (readonly [verb: RegExp, activity: number])[] = [
  [/(^|[._])(created|added|opened|requested|begun|started|given|placed)$/, 1],
  [/(^|[._])(read|listed|checked|exported|downloaded)$/, 2],
  [/(^|[._])(updated|changed|renamed|renewed)$/, 3],
  [/(^|[._])(deleted|removed|revoked|erased|released|closed)$/, 4],
];

export function kindOf(type: string): Kind {
  const named = (KINDS as Readonly<Record<string, Kind>>)[type];
  if (named) return named;
  const activity = VERBS.find(([verb]) => verb.test(type))?.[1] ?? OTHER;
  return { of: 'api_activity', activity };
}

/** Told apart from what happens all day: somebody should look. */
const GRAVE =
  /^(break_glass\.(alarmed|opened|refused|review_overdue)|session\.reused|passkey\.(suspected|suspended)|state\.differs)$/;
const NOTABLE = /^(recovery|operator|impersonation|abuse|approval|dsr|hold|audit_stream)\./;

/** OCSF severity: 1 informational, 2 low, 3 medium, 4 high. */
export function severityOf(type: string, outcome: string): 1 | 2 | 3 | 4 {
  if (GRAVE.test(type)) return 4;
  if (NOTABLE.test(type)) return 3;
  return outcome === 'success' ? 1 : 2;
}
