/**
 * Every key pattern of the tables. Only stores build keys, and only with these.
 * The delimiter never stands unescaped inside a value, so two distinct inputs never give one key (security.md, row 19).
 */
import { createHash } from 'node:crypto';
import type { Key } from './aws/dynamodb.ts';

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Half a surrogate pair is escaped too: in UTF-8 every half would become the same replacement character. */
function part(value: string): string {
  const escaped = value.replaceAll('%', '%25').replaceAll('#', '%23');
  if (escaped.isWellFormed()) return escaped;
  return escaped.replace(LONE_SURROGATE, (half) => `%u${half.charCodeAt(0).toString(16)}`);
}
const join = (...parts: string[]): string => parts.map(part).join('#');

/** Sparse index of the identity table: what belongs to one parent, in the order of ids. */
export const BY_PARENT = { name: 'by-parent', pk: 'parent', sk: 'id' } as const;
/** When DynamoDB may drop a row of the table of things that expire: seconds since 1970. It may take days to. */
export const EXPIRES_AT = 'expires_at';

/** Index of the audit table: the events of a project by id, and so by time, in eight partitions. */
export const BY_ID = { name: 'by-id', pk: 'idx', sk: 'id' } as const;
const EVENT_SHARDS = 8;

export const projectKey = (project: string): Key => ({ pk: join('PROJECT', project), sk: 'PROJECT' });
export const apiKeyKey = (key: string): Key => ({ pk: join('KEY', key), sk: 'KEY' });
export const organizationKey = (organization: string): Key => ({ pk: join('ORG', organization), sk: 'ORG' });
export const slugKey = (project: string, slug: string): Key => ({
  pk: join('PROJECT', project, 'SLUG', slug),
  sk: 'SLUG',
});
/** @param hash keyed hash of the normalized e-mail: the address itself is never in a key. */
export const emailKey = (project: string, hash: string): Key => ({
  pk: join('PROJECT', project, 'EMAIL', hash),
  sk: 'EMAIL',
});
export const credentialKey = (project: string, credential: string): Key => ({
  pk: join('PROJECT', project, 'CREDENTIAL', credential),
  sk: 'CREDENTIAL',
});

/** Left behind by a deletion, so that of two deletions of one object only one succeeds. */
export const tombstoneKey = (id: string): Key => ({ pk: join('GONE', id), sk: 'GONE' });

/** A user's rows lie together, so that sign-in reads them with one Query. Sessions lie apart: they may be many. */
export const userPk = (user: string): string => join('USER', user);
export const userKey = (user: string): Key => ({ pk: userPk(user), sk: 'USER' });
export const subjectKeyKey = (user: string): Key => ({ pk: userPk(user), sk: 'KEY' });
/** A credential id may be 1,023 bytes long (WebAuthn L3 §4), which is more than a sort key takes in base64url. */
const SHORT_CREDENTIAL = 512;
const credentialName = (credential: string): string[] =>
  credential.length <= SHORT_CREDENTIAL
    ? [credential]
    : ['sha256', createHash('sha256').update(part(credential)).digest('base64url')];
export const passkeyKey = (user: string, credential: string): Key => ({
  pk: userPk(user),
  sk: join('PASSKEY', ...credentialName(credential)),
});
export const membershipKey = (user: string, organization: string): Key => ({
  pk: userPk(user),
  sk: join('MEMBERSHIP', organization),
});
/** One row each in the person's collection. */
export const totpKey = (user: string): Key => ({ pk: userPk(user), sk: 'TOTP' });
export const passwordKey = (user: string): Key => ({ pk: userPk(user), sk: 'PASSWORD' });
export const recoveryCodesKey = (user: string): Key => ({ pk: userPk(user), sk: 'RECOVERY_CODES' });
/** The telephone that codes go to, once its owner has shown that it is theirs. */
export const phoneKey = (user: string): Key => ({ pk: userPk(user), sk: 'PHONE' });
/** Whose number it is in the project. @param hash keyed hash of the number in E.164. */
export const phoneOwnerKey = (project: string, hash: string): Key => ({
  pk: join('PROJECT', project, 'PHONE', hash),
  sk: 'PHONE',
});
/** Where and from what the person signs in (`risk/`). */
export const habitsKey = (user: string): Key => ({ pk: userPk(user), sk: 'HABITS' });
/** Administrative roles in the project. */
export const operatorKey = (user: string): Key => ({ pk: userPk(user), sk: 'OPERATOR' });

/** Until when an operator may act as the person, where the project asks them. */
export const impersonationConsentKey = (user: string): Key => ({ pk: userPk(user), sk: 'IMPERSONATION_CONSENT' });

export const sessionsPk = (user: string): string => join('SESSIONS', user);
export const sessionKey = (user: string, session: string): Key => ({
  pk: sessionsPk(user),
  sk: join('SESSION', session),
});

export const decisionKey = (user: string, decision: string): Key => ({
  pk: join('DECISIONS', user),
  sk: join('DECISION', decision),
});
export const decisionsPk = (user: string): string => join('DECISIONS', user);
export const recoveryKey = (recovery: string): Key => ({ pk: join('RECOVERY', recovery), sk: 'RECOVERY' });
/** In the person's collection: which recovery is their last one. */
export const openRecoveryKey = (user: string): Key => ({ pk: userPk(user), sk: 'RECOVERY' });
export const approvalKey = (approval: string): Key => ({ pk: join('APPROVAL', approval), sk: 'APPROVAL' });
export const impersonationKey = (impersonation: string): Key => ({
  pk: join('IMPERSONATION', impersonation),
  sk: 'IMPERSONATION',
});
export const breakGlassKey = (grant: string): Key => ({ pk: join('BREAK_GLASS', grant), sk: 'BREAK_GLASS' });
/** While something is left to do for a grant: its alarm, its end, its review. */
export const breakGlassUnfinishedKey = (grant: string): Key => ({ pk: join('BREAK_GLASS', grant), sk: 'UNFINISHED' });
/** What was last found of a project's emergency operators. */
export const readinessKey = (project: string): Key => ({ pk: join('PROJECT', project), sk: 'BREAK_GLASS_READINESS' });
/** Where the log is streamed to; what lies with a stream in the control table is how far it is. */
export const auditStreamKey = (stream: string): Key => ({ pk: join('STREAM', stream), sk: 'STREAM' });
/** While the stream exists, on the list that the clock reads. */
export const auditStreamListedKey = (stream: string): Key => ({ pk: join('STREAM', stream), sk: 'LISTED' });
/** From where it is to be sent again, by the number of the replay. */
export const auditStreamReplayKey = (stream: string, replay: number): Key => ({
  pk: join('STREAM', stream),
  sk: join('REPLAY', String(replay).padStart(8, '0')),
});
export const auditStreamPk = (stream: string): string => join('STREAM', stream);
/** What partition keys of streams begin with in the control table: a role may be held to it. */
export const AUDIT_STREAMS = 'STREAM#';
export const streamStateKey = (stream: string): Key => ({ pk: join('STREAM', stream), sk: 'STATE' });
export const streamCursorKey = (stream: string, scope: string): Key => ({
  pk: join('STREAM', stream),
  sk: join('CURSOR', scope),
});
export const STREAM_CURSORS = 'CURSOR#';
export const clientKey = (client: string): Key => ({ pk: join('CLIENT', client), sk: 'CLIENT' });
export const redirectUriKey = (project: string, uri: string): Key => ({
  pk: join('PROJECT', project),
  sk: join('REDIRECT_URI', uri),
});
export const allowedOriginKey = (project: string, origin: string): Key => ({
  pk: join('PROJECT', project),
  sk: join('ORIGIN', origin),
});

/** A membership that is over, by its own id: of two endings only one succeeds, and holds still know of it. */
export const formerMembershipsPk = (user: string): string => join('FORMER_MEMBERSHIPS', user);
export const formerMembershipKey = (user: string, membership: string): Key => ({
  pk: formerMembershipsPk(user),
  sk: join(membership),
});
export const holdKey = (hold: string): Key => ({ pk: join('HOLD', hold), sk: 'HOLD' });
/** Holds in force, and those whose locks are still being taken off: few, and read with one Query. */
export const HOLDS = 'HOLDS';
export const heldKey = (hold: string): Key => ({ pk: HOLDS, sk: join(hold) });
/** Grows with each hold of the project: an erasure that read it fails when a hold came meanwhile. */
export const holdGuardKey = (project: string): Key => ({ pk: join('PROJECT', project), sk: 'HOLD_GUARD' });
/** A breach and what belongs to it lie together. */
export const breachPk = (breach: string): string => join('BREACH', breach);
export const breachKey = (breach: string): Key => ({ pk: breachPk(breach), sk: 'BREACH' });
/** While it is not closed: the clock looks after it. */
export const breachUnfinishedKey = (breach: string): Key => ({ pk: breachPk(breach), sk: 'UNFINISHED' });
export const BREACHES_UNFINISHED = 'BREACHES_UNFINISHED';
export const breachesOf = (project: string): string => join('PROJECT', project, 'BREACHES');
/** One measure of a breach's containment, by what is done to what. */
export const breachStepKey = (breach: string, kind: string, target: string): Key => ({
  pk: breachPk(breach),
  sk: join('STEP', kind, target),
});
export const BREACH_STEPS = 'STEP#';
/** How often a breach was scoped, and versions of what people wrote: zero-padded, so that keys sort as numbers do. */
const VERSION_DIGITS = 6;
export const breachScopeKey = (breach: string, number: number): Key => ({
  pk: breachPk(breach),
  sk: join('SCOPE', String(number).padStart(VERSION_DIGITS, '0')),
});
export const BREACH_SCOPES = 'SCOPE#';
export const breachPaperKey = (breach: string, kind: string, number: number): Key => ({
  pk: breachPk(breach),
  sk: join('PAPER', kind, String(number).padStart(VERSION_DIGITS, '0')),
});
/** What sort keys of one kind of paper begin with. */
export const breachPapers = (kind: string): string => `${join('PAPER', kind)}#`;
/** Which of the deployment's keys signs tokens. */
export const SIGNING_KEYS: Key = { pk: 'SIGNING_KEYS', sk: 'SIGNING_KEYS' };
/** Agreements of a project with business associates: few, and read with one Query. */
export const agreementsPk = (project: string): string => join('PROJECT', project, 'AGREEMENTS');
export const agreementKey = (project: string, agreement: string): Key => ({
  pk: agreementsPk(project),
  sk: join(agreement),
});
/** Whom incidents of the project are told to, and whether a test of that arrived. */
export const privacyOfficerKey = (project: string): Key => ({ pk: join('PROJECT', project), sk: 'PRIVACY_OFFICER' });
export const notificationTestKey = (project: string): Key => ({
  pk: join('PROJECT', project),
  sk: 'NOTIFICATION_TEST',
});
/** Erasures that were ordered and are not carried out. */
export const ERASURES = 'ERASURES';
export const erasureKey = (user: string): Key => ({ pk: ERASURES, sk: join(user) });

/** A request about somebody's own data. */
export const dsrKey = (dsr: string): Key => ({ pk: join('DSR', dsr), sk: 'DSR' });
/** While it is open, on the list that the clock reads. */
export const dsrOpenKey = (dsr: string): Key => ({ pk: join('DSR', dsr), sk: 'OPEN' });
export const DSRS_OPEN = 'DSRS_OPEN';
export const dsrsOf = (project: string): string => join('PROJECT', project, 'DSRS');
/** What the project holds for a disclosure, where it said so. */
export const disclosureListKey = (project: string): Key => ({ pk: join('PROJECT', project), sk: 'DISCLOSURE_LIST' });
/** Whose it is; outlives the user, for there is nothing of them in it. */
export const dsrsOfUserPk = (user: string): string => join('DSRS', user);
export const dsrOfUserKey = (user: string, dsr: string): Key => ({ pk: dsrsOfUserPk(user), sk: join(dsr) });
/** Statements of disagreement of a person, by the request that each came with. */
export const disagreementsPk = (user: string): string => join('DISAGREEMENTS', user);
export const disagreementKey = (user: string, dsr: string): Key => ({ pk: disagreementsPk(user), sk: join(dsr) });

/** Rows of the table of things that expire. What is secret is in a key by its hash alone. */
export const challengeKey = (hash: string): Key => ({ pk: join('CHALLENGE', hash), sk: 'CHALLENGE' });
/** A recovery that was asked for, until its mailbox is proven. */
export const recoveryProofKey = (recovery: string): Key => ({ pk: join('RECOVERY_PROOF', recovery), sk: 'PROOF' });
export const codeKey = (project: string, flow: string): Key => ({ pk: join('CODE', project, flow), sk: 'CODE' });
export const messageKey = (message: string): Key => ({ pk: join('MESSAGE', message), sk: 'MESSAGE' });
export const linkKey = (hash: string): Key => ({ pk: join('LINK', hash), sk: 'LINK' });
/** What partition keys of budgets begin with: a role may be held to it. */
export const BUDGETS = 'BUDGET#';
export const budgetKey = (project: string, kind: string, whose: string, window: number): Key => ({
  pk: join('BUDGET', project, kind, whose),
  sk: String(window),
});
export const usedKey = (kind: string, id: string): Key => ({ pk: join('USED', kind, id), sk: 'USED' });
export const grantCodeKey = (hash: string): Key => ({ pk: join('GRANT', hash), sk: 'GRANT' });

export const PROJECTS = 'PROJECTS';
export const BREAK_GLASS_UNFINISHED = 'BREAK_GLASS_UNFINISHED';
export const operatorsOf = (project: string): string => join('PROJECT', project, 'OPERATORS');
export const decisionsOf = (project: string): string => join('PROJECT', project, 'DECISIONS');
export const recoveriesOf = (project: string): string => join('PROJECT', project, 'RECOVERIES');
export const approvalsOf = (project: string): string => join('PROJECT', project, 'APPROVALS');
export const holdsOf = (project: string): string => join('PROJECT', project, 'HOLDS');
export const impersonationsOf = (project: string): string => join('PROJECT', project, 'IMPERSONATIONS');
export const breakGlassOf = (project: string): string => join('PROJECT', project, 'BREAK_GLASS');
export const drillsOf = (project: string): string => join('PROJECT', project, 'BREAK_GLASS_DRILLS');
export const AUDIT_STREAMS_LISTED = 'AUDIT_STREAMS';
export const auditStreamsOf = (project: string): string => join('PROJECT', project, 'AUDIT_STREAMS');
export const clientsOf = (project: string): string => join('PROJECT', project, 'CLIENTS');
export const organizationsOf = (project: string): string => join('PROJECT', project, 'ORGS');
export const usersOf = (project: string): string => join('PROJECT', project, 'USERS');
export const apiKeysOf = (project: string): string => join('PROJECT', project, 'KEYS');
export const membersOf = (organization: string): string => join('ORG', organization, 'MEMBERS');

export const lanePk = (scope: string, lane: number): string => join(scope, String(lane));
/** The scope of a lane's partition key, which carries no escaped delimiter: scopes are ids. */
export const scopeOfLanePk = (pk: string): string => pk.slice(0, Math.max(0, pk.lastIndexOf('#')));
export const LANES = 'LANES';
export const laneRegistryKey = (scope: string, lane: number): Key => ({ pk: LANES, sk: lanePk(scope, lane) });

/** What partition keys of hold cursors in the control table begin with: a role may be held to it. */
export const HOLD_CURSORS = 'HOLD_CURSOR#';
/** How far the locks of a hold were put, or taken off, in one log. */
export const holdCursorKey = (hold: string, phase: string, scope: string): Key => ({
  pk: join('HOLD_CURSOR', hold, phase),
  sk: join(scope),
});

const SEQ_DIGITS = 16;
/** Where the sweeper is. */
export const SWEEP_KEY: Key = { pk: 'SWEEP', sk: 'SWEEP' };
/** Where an anchor of the directory stands, by the bucket or the address of the witness. */
export const anchorKey = (name: string): Key => ({ pk: 'ANCHORS', sk: join(name) });
export const logHeadKey = (scope: string): Key => ({ pk: join('LOG', scope), sk: 'HEAD' });
/** Where the events of a lane went, by their first seq: zero-padded, so that keys sort as numbers do. */
export const laneBatchesPk = (scope: string, lane: number): string => join('LOG', scope, String(lane));
export const laneBatchSk = (seq: number): string => String(seq).padStart(SEQ_DIGITS, '0');
/** What partition keys of such rows begin with: a role may be held to it. */
export const CLEANED = 'CLEANED#';
/** Rows that the clean-up was to remove, by the last seq of each range, as `laneBatchSk` spells it. */
export const cleanedPk = (scope: string, lane: number): string => join('CLEANED', scope, String(lane));
/** How far the reconciler is. */
export const RECONCILED: Key = { pk: 'RECONCILED', sk: 'PASS' };

/** The index partition of an event: found from its id alone, so that one event is one Query. */
const shardOf = (eventId: string): string => {
  const byte = createHash('sha256').update(eventId).digest()[0] ?? 0;
  return String(byte % EVENT_SHARDS);
};
export const eventShard = (project: string, eventId: string): string => join(project, shardOf(eventId));
export const eventShards = (project: string): string[] =>
  Array.from({ length: EVENT_SHARDS }, (_, shard) => join(project, String(shard)));

/** An event of a customer's own system, by the id that it has there. */
export const accessEventKey = (project: string, clientId: string): Key => ({
  pk: join('PROJECT', project, 'ACCESS_EVENT', clientId),
  sk: 'ACCESS_EVENT',
});
export const eventExportKey = (one: string): Key => ({ pk: join('EVENT_EXPORT', one), sk: 'EVENT_EXPORT' });
/** While something is left to write of it. */
export const eventExportUnfinishedKey = (one: string): Key => ({ pk: join('EVENT_EXPORT', one), sk: 'UNFINISHED' });
export const EVENT_EXPORTS_UNFINISHED = 'EVENT_EXPORTS_UNFINISHED';
export const SUBJECT_EXPORTS_UNFINISHED = 'SUBJECT_EXPORTS_UNFINISHED';
export const eventExportsOf = (project: string): string => join('PROJECT', project, 'EVENT_EXPORTS');
export const exportLinkKey = (hash: string): Key => ({ pk: join('EXPORT_LINK', hash), sk: 'EXPORT_LINK' });

/** How far the check of a project's state against its log is. */
export const stateCheckKey = (project: string): Key => ({ pk: join('PROJECT', project), sk: 'STATE_CHECK' });
export const accessReviewPk = (review: string): string => join('ACCESS_REVIEW', review);
export const accessReviewKey = (review: string): Key => ({ pk: accessReviewPk(review), sk: 'ACCESS_REVIEW' });
/** Until it is closed, on the list that the clock reads. */
export const accessReviewUnfinishedKey = (review: string): Key => ({ pk: accessReviewPk(review), sk: 'UNFINISHED' });
/** By the id of what is reviewed: a person, a key, a client, a membership. */
export const reviewItemKey = (review: string, item: string): Key => ({
  pk: accessReviewPk(review),
  sk: join('ITEM', item),
});
export const REVIEW_ITEMS = 'ITEM#';
export const ACCESS_REVIEWS_UNFINISHED = 'ACCESS_REVIEWS_UNFINISHED';
export const accessReviewsOf = (project: string): string => join('PROJECT', project, 'ACCESS_REVIEWS');

/** Where an event lies, in the search index: also after its row was removed from the audit table. */
export const indexedEventKey = (project: string, eventId: string): Key => ({
  pk: join(project, 'EVENT', shardOf(eventId)),
  sk: join(eventId),
});
export const indexedEventsPks = (project: string): string[] =>
  Array.from({ length: EVENT_SHARDS }, (_, shard) => join(project, 'EVENT', String(shard)));
/** What is longer stands in a key by its hash: a partition key takes 2,048 bytes. */
const LONG_VALUE = 512;
const valueName = (value: string): string[] =>
  value.length <= LONG_VALUE ? [value] : ['sha256', createHash('sha256').update(part(value)).digest('base64url')];
/** A list of event ids: those whose facet, such as ACTOR, has the value. */
export const searchListPk = (project: string, facet: string, value: string): string =>
  join(project, facet, ...valueName(value));
/** How far the log of a scope is in the search index. */
export const searchCursorKey = (scope: string): Key => ({ pk: join('CURSOR', scope), sk: 'CURSOR' });
/** Below which id all events of a project are in the search index. */
export const searchedBelowKey = (project: string): Key => ({
  pk: join('SEARCHED_BELOW', project),
  sk: 'SEARCHED_BELOW',
});
