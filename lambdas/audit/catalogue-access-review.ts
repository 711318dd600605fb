/** Access reviews: who looked whether roles and memberships are still needed, and what came of it. */
import * as z from 'zod/mini';
import { KINDS } from '../access-review/access-review.ts';
import { id, time } from '../shared/vocabulary.ts';
import type { EventKind } from './catalogue-kind.ts';
import { count, flag, list } from './detail-schema.ts';

const kind = z.enum(KINDS);
const item = {
  item_type: kind,
  item_id: z.union([id('user'), id('key'), id('client'), id('membership')]),
  user_id: z.optional(id('user')),
};
const progress = { pending: count, kept: count, revoked: count, to_carry_out: count, gone: count };
/** SHA-256, base64url. */
const digest = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'expected a SHA-256'));

export const ACCESS_REVIEW_EVENTS = {
  'access_review.opened': {
    means: 'Somebody asked that access be reviewed, by whom and until when.',
    citations: ['308(a)(4)(ii)(C)', '308(a)(8)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['review'],
    detail: {
      kinds: list(kind),
      organization_id: z.optional(id('organization')),
      reviewers: list(id('user')),
      due_at: time,
    },
  },
  'access_review.collected': {
    means: 'A part of what is reviewed was collected.',
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator', 'api_key', 'system'],
    targets: ['review'],
    detail: { items: count, total: count, finished: flag, truncated: z.optional(flag) },
  },
  'access_review.item_refreshed': {
    means: 'An access was not any more what a reviewer had seen, or was gone.',
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['review'],
    detail: { ...item, gone: flag },
  },
  'access_review.item_decided': {
    means: 'A reviewer said whether an access is still needed; or was refused, because it is their own.',
    citations: ['308(a)(4)(ii)(C)', '308(a)(3)(ii)(B)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['review'],
    outcomes: ['success', 'denied'],
    sealed: ['reason'],
    detail: { ...item, decision: z.enum(['keep', 'revoke']), before: z.optional(z.enum(['keep', 'revoke'])) },
  },
  'access_review.item_revoked': {
    means: 'What a reviewer had decided was carried out: the access was taken away; or it could not be.',
    citations: ['308(a)(3)(ii)(C)', '308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['review'],
    outcomes: ['success', 'failure', 'denied'],
    detail: item,
  },
  'access_review.reminded': {
    means: 'The privacy officer was told of a review that is not closed.',
    citations: ['308(a)(4)(ii)(C)'],
    disclosure: false,
    actors: ['system'],
    targets: ['review'],
    detail: { due_at: time, overdue: flag, reminders: count, pending: count, to_carry_out: count },
  },
  'access_review.closed': {
    means: 'A review was closed, and its outcome signed.',
    citations: ['308(a)(4)(ii)(C)', '308(a)(8)', '316(b)(1)(ii)'],
    disclosure: false,
    actors: ['operator'],
    targets: ['review'],
    outcomes: ['success', 'denied'],
    detail: { items: count, ...progress, complete: flag, manifest: z.optional(digest) },
  },
} as const satisfies Record<string, EventKind>;
