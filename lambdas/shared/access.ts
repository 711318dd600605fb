/**
 * What a Lambda may touch.
 * A contract or trigger names its accesses; CDK turns each name into one environment variable and one IAM grant.
 */
export const ACCESS = {
  /** GetItem, BatchGetItem and Query on the identity table and its index. */
  'identity:read': 'IDENTITY_TABLE',
  /** GetItem of the row that says which key signs tokens, and of no other: what anybody at all may ask reads no more. */
  'identity:signing-keys': 'IDENTITY_TABLE',
  /** PartiQL INSERT, UPDATE, DELETE and EXISTS on the identity table, used by `commit` alone. */
  'identity:write': 'IDENTITY_TABLE',
  /** GetItem, BatchGetItem and Query on the table of things that expire. */
  'ephemeral:read': 'EPHEMERAL_TABLE',
  /** PartiQL INSERT, UPDATE, DELETE and EXISTS on the table of things that expire, used by `commit` alone. */
  'ephemeral:write': 'EPHEMERAL_TABLE',
  /** UpdateItem of counters in the table of things that expire, used by `spend` alone (ADR 0017). */
  'ephemeral:spend': 'EPHEMERAL_TABLE',
  /** PartiQL INSERT of events, and the Query that finds the head of a lane. */
  'audit:append': 'AUDIT_TABLE',
  /** Query and GetItem on the audit table and its index. */
  'audit:read': 'AUDIT_TABLE',
  /** PartiQL INSERT of a lane's registry row, used by `commit` alone. */
  'lanes:register': 'LANES_TABLE',
  /** Query and GetItem of the registry of lanes. */
  'lanes:read': 'LANES_TABLE',
  /** GetItem, BatchGetItem and Query on the search index of the log. */
  'search:read': 'SEARCH_TABLE',
  /** BatchWriteItem and PutItem on the search index, which can be made again from the archive: the indexer's alone. */
  'search:write': 'SEARCH_TABLE',
  'control:read': 'CONTROL_TABLE',
  /** PutItem and UpdateItem of log heads and batch maps: the archiver's alone. */
  'control:write': 'CONTROL_TABLE',
  /** UpdateItem of how far streams of the log are, and of nothing else in that table. */
  'control:follow': 'CONTROL_TABLE',
  /** PutItem and GetItem of how far the locks of holds are, and of no other row. */
  'control:hold': 'CONTROL_TABLE',
  /** PutItem of what the clean-up was to remove, and of no other row. */
  'control:clean': 'CONTROL_TABLE',
  /** PutItem of how far the reconciler is, and of no other row. */
  'control:reconcile': 'CONTROL_TABLE',
  /** kms:Decrypt of project keys. */
  'data-key:unwrap': 'DATA_KEY_ID',
  /** kms:GenerateDataKey, once for each project. */
  'data-key:create': 'DATA_KEY_ID',
  /** kms:GenerateMac: keys for sealed challenges, keyed hashes and token binding are derived from it. */
  'hmac-key:derive': 'HMAC_KEY_ID',
  /** kms:Sign by the keys of the ring: which of them signs, a row of the identity table says. */
  'token-key:sign': 'TOKEN_KEY_ID',
  'token-key:read': 'TOKEN_KEY_ID',
  /** kms:Sign and kms:GetPublicKey of the key under statements to people outside; it signs no token and no log. */
  'statement-key:sign': 'STATEMENT_KEY_ID',
  'statement-key:read': 'STATEMENT_KEY_ID',
  'log-key:sign': 'LOG_KEY_ID',
  /** kms:GetPublicKey of the keys that sign the log: what lies beside a log may be anybody's. */
  'log-key:read': 'LOG_KEY_ID',
  /** PutObject and GetObject of the directory's checkpoints in buckets of other accounts; `{}` where there are none. */
  'anchor:write': 'ANCHORS',
  /** PutObject with retention, If-None-Match required. */
  'archive:write': 'ARCHIVE_BUCKET',
  /** The same of evidence, and of nothing in the folder of a log. */
  'archive:evidence': 'ARCHIVE_BUCKET',
  'archive:read': 'ARCHIVE_BUCKET',
  /** PutObjectLegalHold on segments, and nothing that writes or shortens. */
  'archive:hold': 'ARCHIVE_BUCKET',
  /** PutObject under `staging/` and `v1/` of the live bucket. */
  'live:write': 'LIVE_BUCKET',
  'live:read': 'LIVE_BUCKET',
  /** PutObject, multipart uploads and GetObject under `exports/` of the live bucket. */
  'exports:write': 'LIVE_BUCKET',
  /** GetObject of how far exports are, and of no file. */
  'exports:follow': 'LIVE_BUCKET',
  /** GetObject under `exports/` of the live bucket. */
  'exports:read': 'LIVE_BUCKET',
  'incident:publish': 'INCIDENT_TOPIC',
  /** sts:AssumeRole of a customer's role, and only with the id of a project as external id. */
  'customer-role:assume': 'CUSTOMER_ROLE_SESSION',
  /** ses:SendEmail from the tenant's address. */
  'mail:send': 'MAIL_FROM',
  /** sns:Publish to telephone numbers, and to no topic. */
  'sms:send': 'SMS_SENDER',
  /** sts:AssumeRole of the one role that may remove rows of the audit table; nothing until the tenant turns it on. */
  'cleanup:assume': 'CLEANUP_ROLE',
  /** Whether the clean-up is on, and how many days archived rows stay in the table: a word and a number, and no grant. */
  'cleanup:know': 'CLEANUP',
  /** Which events the deployer holds for disclosures (45 CFR 164.528): names, and no grant. */
  'disclosures:know': 'AUTHIO_HIPAA_DISCLOSURE_ACTIONS',
} as const;

export type Access = keyof typeof ACCESS;
export type Variable = (typeof ACCESS)[Access] | (typeof SETTINGS)[number];

/** Variables that every function gets, whatever it declares. */
export const SETTINGS = ['ISSUER', 'DEPLOYMENT', 'RETENTION_DAYS', 'RISK_DATA'] as const;

/** Value of `AUTHIO_HIPAA_DISCLOSURE_ACTIONS` where the deployer names none: then the catalogue says what is one. */
export const AS_CATALOGUED = 'default';
/** Value of `RISK_DATA` where the tenant has no such files; else it is the folder that they lie in. */
export const NO_RISK_DATA = 'none';
/** What the risk engine may be given beside the function. */
export const RISK_FILES = {
  geo: 'geo.mmdb',
  tor_exits: 'tor-exits.txt',
  data_centres: 'data-centres.txt',
  known_bad: 'known-bad.txt',
} as const;
