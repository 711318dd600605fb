/** What Hale keeps of requests of people, breaches, agreements and reviews. */

import type { Review } from '../lambdas/access-review/access-review.ts';
import type { StoredItem } from '../lambdas/access-review/review-item-store.ts';
import type { Breach } from '../lambdas/breach/breach.ts';
import type { Step } from '../lambdas/breach/containment.ts';
import type { Paper } from '../lambdas/breach/paper.ts';
import type { Scope } from '../lambdas/breach/scope.ts';
import type { Agreement } from '../lambdas/compliance/agreement.ts';
import type { NotificationTest, PrivacyOfficer } from '../lambdas/compliance/privacy-officer.ts';
import type { Disagreement } from '../lambdas/dsr/disagreement-store.ts';
import type { DisclosureList } from '../lambdas/dsr/disclosure-list.ts';
import type { SubjectRequest } from '../lambdas/dsr/request.ts';
import type { SigningKeys } from '../lambdas/signing-key/signing-key.ts';
import { type Kind, kind } from './classification-kind.ts';

const identity = (name: string, kept: string, goes: string) => ({ name, table: 'identity', kept, goes }) as const;

export const COMPLIANCE: readonly Kind[] = [
  kind<SubjectRequest>()(
    identity(
      'request of a person',
      'who asked and what they wrote sealed for the person',
      'the words with the erasure; the rest stays as evidence',
    ),
    {
      identifier: ['sealed'],
      linked: ['id', 'projectId', 'kind', 'framework', 'state', 'userId', 'by', 'sealedFor'],
      setting: [
        ['receivedAt', 'timeZone', 'due', 'verifiedAt', 'startedAt', 'extendedAt', 'endedAt'],
        ['reminded', 'version'],
      ],
    },
  ),
  kind<Disagreement>()(identity('statement of disagreement', 'sealed for the person', 'with the erasure'), {
    identifier: ['statement', 'about'],
    linked: ['id', 'created_at'],
  }),
  kind<Breach>()(identity('breach', 'in clear; title and summary refuse addresses and numbers', 'stays as evidence'), {
    linked: ['openedBy', 'closed'],
    setting: [
      ['id', 'projectId', 'title', 'summary', 'role', 'discoveredAt', 'occurredFrom', 'occurredTo'],
      ['timeZone', 'openedAt', 'reached', 'notified', 'recipients', 'affected', 'conclusion', 'alarm', 'reminded'],
      ['version'],
    ],
  }),
  kind<Step>()(identity('measure that contains a breach', 'in clear', 'stays as evidence'), {
    linked: ['target', 'orderedBy', 'cursor'],
    setting: [['breachId', 'kind', 'state', 'reason', 'orderedAt', 'finishedAt', 'count', 'spared'], ['version']],
  }),
  kind<Scope>()(
    identity(
      'scope of a breach',
      'what was asked sealed; whom it reached, by ids alone, in the locked bucket',
      'stays as evidence',
    ),
    {
      identifier: ['criteria'],
      linked: ['by'],
      setting: [
        ['breachId', 'projectId', 'number', 'status', 'failure', 'createdAt', 'result', 'followedAt'],
        ['runs', 'idleRuns', 'walked', 'claimedUntilMs'],
      ],
    },
  ),
  kind<Paper>()(
    identity('assessment, notice, or states of a breach', 'content sealed under a KMS data key', 'stays as evidence'),
    {
      identifier: ['content'],
      linked: ['by'],
      setting: ['breachId', 'kind', 'number', 'at'],
    },
  ),
  kind<Agreement>()(identity('agreement', 'contact sealed; all else in clear', 'stays as evidence'), {
    identifier: ['contact'],
    linked: ['recordedBy'],
    setting: [
      ['id', 'projectId', 'recordedAt', 'endsOn', 'replacedBy', 'reminded', 'announcement'],
      ['version', 'counterparty', 'kind', 'signedOn', 'effectiveOn', 'expiresOn', 'documentSha256'],
      ['services', 'permitsPreset', 'noticeDays', 'engagedOn', 'withoutNotice'],
    ],
  }),
  kind<PrivacyOfficer>()(identity('privacy officer', 'sealed', 'when another one is named'), {
    identifier: ['sealed'],
    setting: ['updatedAt', 'version'],
  }),
  kind<NotificationTest>()(identity('test of the notification', 'code by its hash', 'with the next test'), {
    secret: ['topicHash', 'mailHash'],
    setting: ['sentAt', 'topicAt', 'mailAt', 'version'],
  }),
  kind<Review>()(identity('access review', 'in clear', 'stays as evidence'), {
    linked: ['reviewers', 'by', 'closedBy'],
    setting: [
      ['id', 'projectId', 'name', 'scope', 'status', 'cursor', 'items', 'createdAt', 'dueAt'],
      ['reminders', 'closedAt', 'manifest', 'statement', 'version'],
    ],
  }),
  kind<StoredItem>()(
    identity(
      'item of an access review',
      'reason sealed for the person; name is that of a key or client',
      'stays as evidence; the reason until the erasure',
    ),
    {
      identifier: ['sealed'],
      linked: [
        ['id', 'userId', 'organizationId', 'access', 'grantedAt', 'lastUsedAt', 'decidedBy'],
        ['revokedBy', 'eventId', 'revokedEventId', 'madeBy'],
      ],
      setting: [
        ['kind', 'name', 'expiresAt', 'collectedAt', 'decision', 'decidedAt', 'revokedAt'],
        ['obstacle', 'version'],
      ],
    },
  ),
  kind<SigningKeys>()(identity('ring of signing keys', 'ids of keys', 'never'), {
    setting: ['current', 'previous', 'retired', 'rotatedAt', 'retiredAt', 'version'],
  }),
  kind<DisclosureList>()(identity('list of disclosures', 'in clear', 'stays as evidence'), {
    setting: ['version', 'source', 'actions', 'exceptPurposes'],
  }),
];
