/** What Hale keeps of projects, and of what is done under supervision. */
import type { AllowedOrigin } from '../lambdas/allowed-origin/allowed-origin.ts';
import type { ApiKey } from '../lambdas/api-key/api-key.ts';
import type { Approval } from '../lambdas/approval/approval.ts';
import type { AuditStream } from '../lambdas/audit-stream/audit-stream.ts';
import type { BreakGlass } from '../lambdas/break-glass/break-glass.ts';
import type { ErasureOrder } from '../lambdas/dsr/dsr.ts';
import type { EventExport } from '../lambdas/event-export/event-export.ts';
import type { Hold } from '../lambdas/hold/hold.ts';
import type { Impersonation } from '../lambdas/impersonation/impersonation.ts';
import type { M2mClient } from '../lambdas/m2m-client/m2m-client.ts';
import type { Operator } from '../lambdas/operator/operator.ts';
import type { Organization } from '../lambdas/organization/organization.ts';
import type { Project } from '../lambdas/project/project.ts';
import type { RedirectUri } from '../lambdas/redirect-uri/redirect-uri.ts';
import { type Kind, kind } from './classification-kind.ts';

const identity = (name: string, kept: string, goes: string) => ({ name, table: 'identity', kept, goes }) as const;

export const PROJECTS: readonly Kind[] = [
  kind<Operator>()(identity('operator', 'in clear', 'when the roles are taken away'), {
    linked: ['userId', 'projectId', 'roles', 'grantedAt', 'version'],
  }),
  kind<Approval>()(identity('approval', 'in clear', 'stays as evidence'), {
    linked: ['id', 'projectId', 'target', 'proposer', 'given'],
    setting: [
      ['kind', 'organizationId', 'version', 'before', 'after', 'needed', 'status', 'createdAt'],
      ['expiresAt', 'decidedAt'],
    ],
  }),
  kind<Impersonation>()(identity('impersonation', 'in clear here; sealed in the log', 'stays as evidence'), {
    identifier: ['reason'],
    linked: [
      ['id', 'projectId', 'by', 'userId', 'sessionId', 'organizationId', 'ticket', 'writes'],
      ['createdAt', 'endsAt', 'endedAt'],
    ],
  }),
  kind<BreakGlass>()(
    identity(
      'break-glass grant',
      'reason and findings in clear here, sealed in the log; tokenHash is SHA-256',
      'stays as evidence',
    ),
    {
      identifier: ['reason', 'review'],
      secret: ['tokenHash'],
      linked: ['id', 'projectId', 'userId', 'method', 'closedBy'],
      setting: [
        ['incidentId', 'scopes', 'organizationId', 'drill', 'openedAt', 'expiresAt', 'status'],
        ['closedAt', 'alarm', 'remindedAt', 'reviews'],
      ],
    },
  ),
  kind<Hold>()(identity('legal hold', 'in clear here; sealed in the log', 'stays as evidence'), {
    identifier: ['reason'],
    linked: ['id', 'projectId', 'target', 'placedBy'],
    setting: ['matter', 'status', 'placedAt', 'appliedAt', 'releasedAt', 'liftedAt', 'version'],
  }),
  kind<ErasureOrder>()(identity('order to erase', 'in clear', 'when it is carried out'), {
    linked: ['userId', 'projectId', 'by', 'ticket', 'approvalId', 'orderedAt', 'waitsFor'],
  }),
  kind<EventExport>()(
    identity('export of events', 'in clear; the file lies in the live bucket', 'the file after a day'),
    {
      linked: ['filter', 'by'],
      setting: [
        ['id', 'projectId', 'format', 'status', 'createdAt', 'completedAt', 'events', 'bytes', 'after'],
        ['runs', 'idleRuns', 'claimedUntilMs'],
      ],
    },
  ),
  kind<Organization>()(identity('organization', 'in clear', 'with the organization'), {
    setting: [
      ['id', 'projectId', 'name', 'slug', 'metadata', 'policy', 'policyVersion', 'policyUpdatedAt', 'signedOutAt'],
      ['version', 'createdAt', 'updatedAt'],
    ],
  }),
  kind<Project>()(identity('project', 'wrappedKey opens by KMS alone', 'never'), {
    secret: ['wrappedKey'],
    setting: [
      ['id', 'tenantId', 'name', 'environment', 'relyingPartyId', 'relyingPartyName', 'origins'],
      ['signUp', 'policy', 'settings', 'riskPolicy', 'signedOutAt', 'version', 'createdAt'],
    ],
  }),
  kind<ApiKey>()(identity('secret key', 'hash is SHA-256', 'when it is revoked'), {
    linked: ['madeBy'],
    secret: ['hash'],
    setting: ['id', 'projectId', 'name', 'scopes', 'expiresAt', 'createdAt'],
  }),
  kind<M2mClient>()(identity('machine client', 'hash is SHA-256', 'when it is revoked'), {
    linked: ['madeBy'],
    secret: ['hash'],
    setting: ['id', 'projectId', 'name', 'scopes', 'status', 'expiresAt', 'createdAt'],
  }),
  kind<AuditStream>()(
    identity('audit stream', 'secrets of the destination are sealed under a KMS data key', 'when it is deleted'),
    {
      secret: ['sealed', 'former'],
      setting: [
        ['id', 'projectId', 'name', 'organizationId', 'destination', 'includePersonal', 'startAtMs'],
        ['status', 'replays', 'version', 'createdAt', 'updatedAt'],
      ],
    },
  ),
  kind<AllowedOrigin>()(identity('allowed origin', 'in clear', 'when it is removed'), {
    setting: ['id', 'projectId', 'origin', 'createdAt'],
  }),
  kind<RedirectUri>()(identity('redirect URI', 'in clear', 'when it is removed'), {
    setting: ['id', 'projectId', 'uri', 'use', 'createdAt'],
  }),
];
