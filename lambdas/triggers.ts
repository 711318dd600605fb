/** Lambdas that AWS or an operator calls, one line each: what starts them and what they may touch. */
import type { Access } from './shared/access.ts';

/** How the records of a stream are brought to a function. */
export interface Reading {
  /** Records at most that come together. */
  readonly batch: number;
  /** How long a batch is waited for; 0 brings what is there at once. */
  readonly waitSeconds: number;
  /** Batches of one shard at a time; rows of one partition key stay in order. */
  readonly atOnce: number;
  /** When a batch that fails is given up, and told to a queue; without it, when the stream forgets it after a day. */
  readonly giveUp?: { readonly retries: number; readonly minutes: number };
}

export interface StreamSource {
  readonly stream: 'audit' | 'control' | 'ephemeral';
  readonly on: readonly ('INSERT' | 'MODIFY' | 'REMOVE')[];
  /** Rows whose attribute `kind` is this, and no other; without it, all rows. */
  readonly kind?: string;
  readonly reading: Reading;
}

/** How a function is started. `operator` means lambda:InvokeFunction and no other way in; it may take so many seconds. */
export type Source =
  | StreamSource
  | { readonly everyMinutes: number }
  | { readonly operator: true; readonly seconds?: number };

export interface Trigger {
  readonly summary: string;
  readonly source: Source;
  readonly access: readonly Access[];
  /** What it counts that a person has to hear of, however seldom; or what it measures, told at each of these ages. */
  readonly alarms?: readonly { readonly metric: string; readonly says: string; readonly minutes?: readonly number[] }[];
}

/** The sweeper finds the inserts of a batch that was given up. */
const IN_BULK: Reading = { batch: 500, waitSeconds: 1, atOnce: 1, giveUp: { retries: 10, minutes: 12 * 60 } };
/** A change or a removal is seen here and nowhere else, so it is retried until the stream itself forgets it. */
const UNTIL_IT_WORKS: Reading = { batch: 500, waitSeconds: 1, atOnce: 1 };

/** A provider that is down is waited for; a code is of no use after that. */
const WHILE_OF_USE: Reading = { batch: 10, waitSeconds: 0, atOnce: 10, giveUp: { retries: 100, minutes: 60 } };

/** What puts a log into the locked bucket and signs it. */
const LOG_KEEPER = [
  'lanes:read',
  'control:read',
  'control:write',
  'archive:write',
  'archive:read',
  'live:write',
  'live:read',
  'log-key:sign',
  'incident:publish',
] as const;
const ARCHIVER = ['audit:read', ...LOG_KEEPER] as const;

/** What follows the archive into the search index needs. */
const INDEXER = ['control:read', 'archive:read', 'lanes:read', 'audit:read', 'search:read', 'search:write'] as const;

/** Whoever follows a log looks where it is, and a clock makes up for what was missed. */
const DOORBELL: Reading = { batch: 100, waitSeconds: 1, atOnce: 4, giveUp: { retries: 2, minutes: 60 } };

const STREAMER = [
  'identity:read',
  'audit:append',
  'lanes:register',
  'lanes:read',
  'control:read',
  'control:follow',
  'archive:read',
  'data-key:unwrap',
  'customer-role:assume',
] as const;

/** What a clock's function needs to read state and commit changes with their events. */
const CLOCK = ['identity:read', 'identity:write', 'audit:append', 'lanes:register', 'data-key:unwrap'] as const;

/** What a search of the log reads, in the tables and in the archive. */
const LOG_READER = ['audit:read', 'lanes:read', 'search:read', 'control:read', 'archive:read'] as const;

/** What the clean-up needs to prove that a row may go. */
const CLEANER = [
  'identity:read',
  'audit:read',
  'lanes:read',
  'control:read',
  'archive:read',
  'live:read',
  'log-key:read',
  'cleanup:know',
] as const;

/** How old something may get that waits: told at the first, and again at the second. */
const BEHIND_MINUTES = [5, 30] as const;

export const triggers = {
  'log/archive-events': {
    summary: 'Archive lanes as the stream rings',
    source: { stream: 'audit', on: ['INSERT'], reading: IN_BULK },
    access: ARCHIVER,
  },
  'log/sweep-lanes': {
    summary: 'Archive lanes that are ahead of the log',
    source: { everyMinutes: 1 },
    access: ARCHIVER,
  },
  'log/watch-tampering': {
    summary: 'Report any row that was changed or removed',
    source: { stream: 'audit', on: ['MODIFY', 'REMOVE'], reading: UNTIL_IT_WORKS },
    access: ['control:read', 'archive:read', 'archive:evidence', 'incident:publish'],
  },
  'log/publish-directory': {
    summary: 'List the signed heads of all logs in the directory, sign it, and anchor it outside the account',
    source: { everyMinutes: 5 },
    access: [...LOG_KEEPER, 'anchor:write'],
  },
  'log/clean-up': {
    summary: 'Remove rows of the audit table that the archive is proven to hold, where the tenant turned it on',
    source: { everyMinutes: 15 },
    access: [
      ...CLEANER,
      'control:clean',
      'archive:evidence',
      'audit:append',
      'lanes:register',
      'data-key:unwrap',
      'incident:publish',
      'cleanup:assume',
    ],
    alarms: [{ metric: 'AuditRowsRemoved', says: 'The clean-up removed rows of the audit table, as the tenant asked' }],
  },
  'log/reconcile': {
    summary: 'Measure how far the logs are behind, and hold the table against the archive',
    source: { everyMinutes: 5 },
    access: [
      'identity:read',
      'audit:read',
      'lanes:read',
      'control:read',
      'control:reconcile',
      'search:read',
      'archive:read',
      'archive:evidence',
      'incident:publish',
    ],
    alarms: [
      { metric: 'UnarchivedSeconds', says: 'Events are not archived', minutes: BEHIND_MINUTES },
      { metric: 'UnsignedSeconds', says: 'Archived events are under no checkpoint', minutes: BEHIND_MINUTES },
      { metric: 'SearchSeconds', says: 'Archived events are not in the search index', minutes: BEHIND_MINUTES },
      { metric: 'SiemSeconds', says: 'Signed events are not sent to a SIEM yet', minutes: BEHIND_MINUTES },
      { metric: 'TableAndArchiveDiffer', says: 'A row of the audit table is not as the archive has it' },
    ],
  },
  'log/get-status': {
    summary: 'Tell how far the log is behind, and when it was last held against its archive',
    source: { operator: true, seconds: 60 },
    access: [
      'identity:read',
      'audit:read',
      'lanes:read',
      'control:read',
      'search:read',
      'archive:read',
      'cleanup:know',
    ],
  },
  'log/plan-clean-up': {
    summary: 'Tell what the clean-up would remove, and remove nothing',
    source: { operator: true, seconds: 60 },
    access: CLEANER,
  },
  'audit/index-events': {
    summary: 'Index for search what a log has grown by',
    source: { stream: 'control', on: ['INSERT', 'MODIFY'], kind: 'log_head', reading: IN_BULK },
    access: INDEXER,
  },
  'audit/sweep-index': {
    summary: 'Index for search what no stream told of',
    source: { everyMinutes: 15 },
    access: INDEXER,
  },
  'audit-stream/deliver-events': {
    summary: 'Stream the log to where it is watched as it grows',
    source: { stream: 'control', on: ['INSERT', 'MODIFY'], kind: 'log_head', reading: DOORBELL },
    access: STREAMER,
  },
  'audit-stream/sweep-streams': {
    summary: 'Try destinations again, and send what no doorbell rang for',
    source: { everyMinutes: 1 },
    access: STREAMER,
  },
  'event-export/run-exports': {
    summary: 'Write the exports of the log that people asked for',
    source: { everyMinutes: 1 },
    access: [...CLOCK, 'audit:read', 'search:read', 'control:read', 'archive:read', 'exports:write'],
  },
  'break-glass/check-readiness': {
    summary: 'Check that two emergency operators are ready',
    source: { everyMinutes: 60 },
    access: [...CLOCK, 'incident:publish'],
  },
  'break-glass/finish-break-glass': {
    summary: 'Send alarms again, write down what has expired, ask for reviews that are overdue',
    source: { everyMinutes: 5 },
    access: [...CLOCK, 'incident:publish'],
  },
  'hold/apply-holds': {
    summary: 'Lock the segments that legal holds concern, and unlock those of holds that were released',
    source: { everyMinutes: 5 },
    access: [...CLOCK, 'lanes:read', 'control:read', 'control:hold', 'archive:read', 'archive:hold'],
  },
  'breach/run-scopes': {
    summary: 'Find out whom breaches reached, from every entry of the archive, and what comes late',
    source: { everyMinutes: 1 },
    access: [
      ...CLOCK,
      ...LOG_READER,
      'archive:evidence',
      'log-key:read',
      'exports:write',
      'statement-key:sign',
      'incident:publish',
    ],
  },
  'access-review/follow-reviews': {
    summary: 'Collect what is reviewed, and remind of access reviews that are not closed',
    source: { everyMinutes: 5 },
    access: [...CLOCK, ...LOG_READER, 'incident:publish'],
  },
  'breach/look-after-breaches': {
    summary: 'Go on containing breaches, and tell of their clocks',
    source: { everyMinutes: 1 },
    access: [...CLOCK, 'token-key:read', 'incident:publish'],
  },
  'state/check-state': {
    summary: 'Hold who may do what, as the tables have it, against what the log tells',
    source: { everyMinutes: 60 },
    access: [...CLOCK, ...LOG_READER, 'incident:publish'],
    alarms: [{ metric: 'StateAndLogDiffer', says: 'A role, a key, a membership or a policy is not as the log tells' }],
  },
  'dsr/finish-erasures': {
    summary: 'Carry out erasures that were ordered',
    source: { everyMinutes: 5 },
    access: [...CLOCK, 'audit:read', 'search:read'],
  },
  'dsr/remind-requests': {
    summary: 'Tell the privacy officer of requests of people that are nearly due, or overdue',
    source: { everyMinutes: 60 },
    access: [...CLOCK, 'incident:publish'],
  },
  'compliance/look-after-agreements': {
    summary: 'Tell of agreements that end, and covered entities of sub-processors that come and go',
    source: { everyMinutes: 60 },
    access: [...CLOCK, 'ephemeral:write', 'hmac-key:derive', 'incident:publish'],
  },
  'message/deliver-message': {
    summary: 'Send queued messages',
    source: { stream: 'ephemeral', on: ['INSERT'], kind: 'message', reading: WHILE_OF_USE },
    access: [
      'identity:read',
      'ephemeral:read',
      'ephemeral:spend',
      'ephemeral:write',
      'audit:append',
      'lanes:register',
      'data-key:unwrap',
      'hmac-key:derive',
      'mail:send',
      'sms:send',
    ],
    alarms: [{ metric: 'MessagesOverBudget', says: 'Codes and links are asked for beyond the budget of a project' }],
  },
  'dsr/write-exports': {
    summary: 'Write the bundles of people that are too large for an answer',
    source: { everyMinutes: 1 },
    access: [...CLOCK, ...LOG_READER, 'live:read', 'exports:write', 'statement-key:sign'],
  },
  'dsr/export-subject-keys': {
    summary: "Hand out data keys of people's parts of the log, for an auditor",
    source: { operator: true },
    access: ['identity:read', 'audit:append', 'lanes:register', 'data-key:unwrap'],
  },
  'operator/add-operator': {
    summary: 'Give a user administrative roles',
    source: { operator: true },
    access: ['identity:read', 'identity:write', 'audit:append', 'lanes:register', 'data-key:unwrap', 'hmac-key:derive'],
  },
  'project/create-project': {
    summary: 'Make a project and its first key',
    source: { operator: true },
    access: ['data-key:create', 'data-key:unwrap', 'identity:write', 'audit:append', 'lanes:register'],
  },
} as const satisfies Record<string, Trigger>;
