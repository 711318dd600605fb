/** Operators, what takes two of them, and acting as somebody else. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import { roles, target } from './catalogue-facts.ts';
import type { EventKind } from './catalogue-kind.ts';
import { anyFacts, code, count, flag, list, route, ticket } from './detail-schema.ts';

export const SUPERVISION_EVENTS = {
  'operator.granted': {
    means: 'A person got administrative roles.',
    citations: ['308(a)(3)(ii)(A)', '308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['deployer', 'operator'],
    targets: ['user'],
    detail: { user_id: id('user'), roles, before: roles, approval_id: z.optional(id('approval')) },
  },
  'operator.revoked': {
    means: 'A person lost administrative roles.',
    citations: ['308(a)(3)(ii)(C)'],
    disclosure: false,
    actors: ['deployer', 'operator'],
    targets: ['user'],
    detail: { user_id: id('user'), roles, before: roles, approval_id: z.optional(id('approval')) },
  },
  'approval.requested': {
    means: 'Somebody asked for what takes two people.',
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['approval'],
    detail: { kind: code, target, before: anyFacts, after: anyFacts, expires_at: time },
  },
  'approval.given': {
    means: 'Somebody agreed to it, or was not the one who may.',
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['approval'],
    outcomes: ['success', 'denied'],
    detail: { kind: code, target, given: list(id('user')), needed: count },
  },
  'approval.denied': {
    means: 'Somebody refused it.',
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['approval'],
    detail: { kind: code, target },
  },
  'impersonation.started': {
    means: 'An operator began to act as a user.',
    citations: ['312(a)(1)', '312(d)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['impersonation'],
    sealed: ['reason'],
    detail: { ticket, user_id: id('user'), expires_at: time, writes: flag },
  },
  'impersonation.renewed': {
    means: 'An operator who acts as a user got another token.',
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['impersonation'],
    detail: { user_id: id('user') },
  },
  'impersonation.consented': {
    means: 'A person allowed operators to act as them.',
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { until: time },
  },
  'impersonation.consent_withdrawn': {
    means: 'A person allows it no more.',
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: {},
  },
  'impersonation.ended': {
    means: 'An operator ceased to act as a user.',
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['impersonation'],
    detail: { user_id: id('user') },
  },
  'impersonation.refused': {
    means: 'An operator may not act as this user, or not do this while acting.',
    citations: ['312(a)(1)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['user'],
    outcomes: ['denied'],
    detail: { route, user_id: id('user') },
  },
} as const satisfies Record<string, EventKind>;
