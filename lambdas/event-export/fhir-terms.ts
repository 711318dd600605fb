/**
 * Which codes of FHIR R4 (4.0.1) and DICOM (PS3.16) each event type is. A type that no row names is Application
 * Activity, by the verb at the end of its name, so that a new type is exported from its first day.
 */
const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const HL7 = 'http://terminology.hl7.org/CodeSystem';
const SYSTEMS = {
  role: `${HL7}/extra-security-role-type`,
  source: `${HL7}/security-source-type`,
  entityType: `${HL7}/audit-entity-type`,
  entityRole: `${HL7}/object-role`,
  reason: `${HL7}/v3-ActReason`,
} as const;

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}
const dicom = (code: string, display: string): Coding => ({ system: DICOM, code, display });
const coding = (system: keyof typeof SYSTEMS, code: string, display: string): Coding => ({
  system: SYSTEMS[system],
  code,
  display,
});

const AUTHENTICATION = dicom('110114', 'User Authentication');
const ALERT = dicom('110113', 'Security Alert');
const PATIENT_RECORD = dicom('110110', 'Patient Record');
const LOG_USED = dicom('110101', 'Audit Log Used');
const EXPORT = dicom('110106', 'Export');
const ACTIVITY = dicom('110100', 'Application Activity');

const LOGIN = dicom('110122', 'Login');
const LOGOUT = dicom('110123', 'Logout');
const NODE = dicom('110126', 'Node Authentication');
const OVERRIDE_STARTED = dicom('110127', 'Emergency Override Started');
const OVERRIDE_STOPPED = dicom('110138', 'Emergency Override Stopped');
const CONFIGURATION = dicom('110129', 'Security Configuration');
const RESTRICTED = dicom('110132', 'Use of Restricted Function');
const ROLES_CHANGED = dicom('110136', 'Security Roles Changed');
const ATTRIBUTES_CHANGED = dicom('110137', 'User security Attributes Changed');

export interface Terms {
  readonly type: Coding;
  readonly subtype?: Coding;
}

/** The first row that fits. */
const TYPES: readonly (readonly [type: RegExp, terms: Terms])[] = [
  [/^phi\./, { type: PATIENT_RECORD }],
  [/^(auth\.signin_attempt|session\.created)$/, { type: AUTHENTICATION, subtype: LOGIN }],
  [/^(session\.(expired|revoked)|user\.signed_out)$/, { type: AUTHENTICATION, subtype: LOGOUT }],
  [/^client\.token_issued$/, { type: AUTHENTICATION, subtype: NODE }],
  [/^session\.reused$/, { type: ALERT }],
  [/^(auth|session|oauth)\./, { type: AUTHENTICATION }],
  [/^break_glass\.opened$/, { type: ALERT, subtype: OVERRIDE_STARTED }],
  [/^break_glass\.closed$/, { type: ALERT, subtype: OVERRIDE_STOPPED }],
  [/^(break_glass|abuse|request|breach|state)\./, { type: ALERT }],
  [/^impersonation\./, { type: ALERT, subtype: RESTRICTED }],
  [/^(operator|membership)\./, { type: ALERT, subtype: ROLES_CHANGED }],
  [/^(user|passkey|totp|phone|password|recovery|recovery_codes)\./, { type: ALERT, subtype: ATTRIBUTES_CHANGED }],
  [
    /^(org_policy|risk_policy|project|api_key|client|redirect_uri|allowed_origin|audit_stream|signing_key)\./,
    { type: ALERT, subtype: CONFIGURATION },
  ],
  [/^audit\.export|\.export(ed|\.)/, { type: EXPORT }],
  [/^audit\./, { type: LOG_USED }],
];

export const termsOf = (type: string): Terms => TYPES.find(([row]) => row.test(type))?.[1] ?? { type: ACTIVITY };

/** Create, read, update, delete, execute (FHIR `audit-event-action`). */
export type Action = 'C' | 'R' | 'U' | 'D' | 'E';

const VERBS: readonly (readonly [verb: RegExp, action: Action])[] = [
  [/(^|[._])(created|added|granted|placed|registered|enrolled|opened)$/, 'C'],
  [/(^|[._])(read|listed|downloaded|accessed|disclosed|tested)$/, 'R'],
  [/(^|[._])(updated|changed|renamed|set|confirmed|paused|resumed)$/, 'U'],
  [/(^|[._])(deleted|removed|revoked|erased|released|lifted)$/, 'D'],
];
/** What a customer's own system says was done. */
const DONE: Readonly<Record<string, Action>> = { create: 'C', read: 'R', update: 'U', delete: 'D', disclose: 'R' };

/** @param done of an event of a customer's own system. A session is begun by a login, which is executed (DICOM). */
export function actionOf(type: string, done: unknown): Action {
  if (type.startsWith('phi.')) return DONE[String(done)] ?? 'E';
  if (termsOf(type).type === AUTHENTICATION) return 'E';
  return VERBS.find(([verb]) => verb.test(type))?.[1] ?? 'E';
}

/**
 * FHIR `audit-event-outcome`: what was refused or entered wrongly is a minor failure, which the standard likens to
 * HTTP 400; what a function of our own could not do is a serious one.
 */
export const outcomeOf = (outcome: unknown, actor: string): '0' | '4' | '8' => {
  if (outcome === 'success') return '0';
  return outcome === 'failure' && actor === 'system' ? '8' : '4';
};

const HUMAN = coding('role', 'humanuser', 'human user');
const APPLICATION = dicom('110150', 'Application');
/** Of an actor, by its type. None for somebody unknown. */
export const AGENTS: Readonly<Record<string, Coding>> = {
  user: HUMAN,
  operator: HUMAN,
  deployer: HUMAN,
  api_key: APPLICATION,
  client: APPLICATION,
  system: APPLICATION,
};
export const RECIPIENT = dicom('110152', 'Destination Role ID');
export const SECURITY_SERVER = coding('source', '6', 'Security Server');

/** What an entity is, and which part it has in the event. */
export const ENTITIES = {
  patient: { type: coding('entityType', '1', 'Person'), role: coding('entityRole', '1', 'Patient') },
  record: { type: coding('entityType', '2', 'System Object'), role: coding('entityRole', '4', 'Domain Resource') },
  user: { type: coding('entityType', '1', 'Person'), role: coding('entityRole', '11', 'Security User Entity') },
  organization: {
    type: coding('entityType', '3', 'Organization'),
    role: coding('entityRole', '12', 'Security User Group'),
  },
  other: { type: coding('entityType', '2', 'System Object'), role: coding('entityRole', '13', 'Security Resource') },
} as const;

/** Emergency access, as HL7 calls the purpose of it. */
export const BREAK_THE_GLASS = coding('reason', 'BTG', 'break the glass');
export const purpose = (code: string): Omit<Coding, 'display'> => ({ system: SYSTEMS.reason, code });
