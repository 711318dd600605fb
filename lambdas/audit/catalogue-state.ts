/** What was found when the state of the tables was held against the log. */
import * as z from 'zod/mini';
import { id } from '../shared/vocabulary.ts';
import { STATE_KINDS } from '../state/state.ts';
import type { EventKind } from './catalogue-kind.ts';
import { count, flag } from './detail-schema.ts';

export const STATE_EVENTS = {
  'state.checked': {
    means: 'Who may do what, as the tables have it, was held against what the log tells.',
    citations: ['312(c)(1)', '312(c)(2)'],
    disclosure: false,
    actors: ['system'],
    targets: ['project'],
    outcomes: ['success', 'failure'],
    detail: {
      entities: count,
      differences: count,
      digest: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'expected a SHA-256')),
      finished: flag,
    },
  },
  'state.differs': {
    means: 'A role, a key, a membership or a policy is not as the log tells that it came to be.',
    citations: ['312(c)(1)', '312(c)(2)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['project'],
    outcomes: ['failure'],
    detail: {
      kind: z.enum(STATE_KINDS),
      id: z.union([id('user'), id('key'), id('client'), id('membership'), id('organization')]),
      difference: z.enum(['unexpected', 'missing', 'other']),
      organization_id: z.optional(id('organization')),
    },
  },
} as const satisfies Record<string, EventKind>;
