/** What Hale keeps of things that are under way: codes, links, challenges. */

import type { Known } from '../lambdas/access-event/access-event.ts';
import type { ExportLink } from '../lambdas/event-export/event-export.ts';
import type { MagicLink } from '../lambdas/magic-link/magic-link.ts';
import type { StepUpChallenge } from '../lambdas/mfa/challenge.ts';
import type { CodeGrant } from '../lambdas/oauth/grant.ts';
import type { OneTimeCode } from '../lambdas/otp/otp.ts';
import type { Reset } from '../lambdas/password/reset.ts';
import type { Asked } from '../lambdas/recovery/recovery-store.ts';
import type { StoredDecision } from '../lambdas/risk/decision-store.ts';
import { type Kind, kind } from './classification-kind.ts';

const ephemeral = (name: string, kept: string, goes: string) => ({ name, table: 'ephemeral', kept, goes }) as const;
const identity = (name: string, kept: string, goes: string) => ({ name, table: 'identity', kept, goes }) as const;

export const FLOWS: readonly Kind[] = [
  kind<OneTimeCode>()(
    ephemeral(
      'code that is sent',
      'code and flow by their hash, address as a keyed hash, one that is typed sealed; a number to be confirmed in clear',
      'minutes',
    ),
    {
      identifier: ['number', 'sealedAddress'],
      secret: ['hash', 'codeHash'],
      linked: [
        ['projectId', 'purpose', 'channel', 'address', 'by', 'userId', 'organizationId', 'sessionId'],
        ['tries', 'status', 'createdAtMs', 'expiresAtMs'],
      ],
    },
  ),
  kind<MagicLink>()(ephemeral('link that is sent', 'by its hash; address and network as keyed hashes', 'minutes'), {
    secret: ['hash'],
    linked: [
      ['projectId', 'address', 'organizationId', 'sessionId', 'network', 'agent', 'tries', 'status'],
      ['expiresAtMs'],
    ],
  }),
  kind<Reset>()(ephemeral('reset of a password', 'by its hash; the address as a keyed hash', 'minutes'), {
    secret: ['hash'],
    linked: ['projectId', 'emailHash', 'askedAtMs', 'tries', 'status', 'expiresAtMs'],
  }),
  kind<StepUpChallenge>()(ephemeral('step-up', 'by its hash', 'minutes'), {
    secret: ['hash'],
    linked: [
      ['projectId', 'userId', 'organizationId', 'sessionId', 'replaces', 'proof', 'methods'],
      ['because', 'credentialId', 'risk', 'tries', 'expiresAtMs'],
    ],
  }),
  kind<CodeGrant>()(ephemeral('code of OpenID Connect', 'by its hash', 'a minute'), {
    secret: ['hash'],
    linked: [
      ['projectId', 'clientId', 'userId', 'fromSessionId', 'fromOrganizationId', 'organizationId'],
      ['sessionId', 'status', 'expiresAtMs'],
    ],
    setting: ['redirectUri', 'challenge', 'nonce', 'scopes'],
  }),
  kind<Asked>()(ephemeral('recovery that nobody proved yet', 'address as a keyed hash, token by its hash', 'a day'), {
    secret: ['tokenHash'],
    linked: [['id', 'projectId', 'userId', 'emailHash', 'organizationId', 'status', 'requestedAt'], ['expiresAtMs']],
    setting: ['page'],
  }),
  kind<ExportLink>()(ephemeral('link to an export', 'by its hash', 'a day'), {
    secret: ['hash'],
    setting: ['projectId', 'exportId', 'status', 'expiresAtMs'],
  }),
  kind<StoredDecision>()(
    identity('decision of the risk engine', 'in clear; without address and agent', 'with the erasure'),
    {
      linked: [
        ['id', 'userId', 'organizationId', 'sessionId', 'method', 'decision', 'score', 'reasons'],
        ['unavailable', 'policyVersion'],
      ],
    },
  ),
  kind<Known>()(identity('event of a customer, known before', 'hash is keyed', 'never'), {
    linked: ['clientId', 'eventId', 'hash'],
  }),
];
