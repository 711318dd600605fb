/** Breaches of unsecured health data: opened, contained, scoped, assessed, told (45 CFR 164.400-414). */
import * as z from 'zod/mini';
import { OUTCOMES, ROLES, STATUSES } from '../breach/breach.ts';
import { MEASURES } from '../breach/containment.ts';
import { id, time } from '../shared/vocabulary.ts';
import { target } from './catalogue-facts.ts';
import type { EventKind } from './catalogue-kind.ts';
import { code, count, list } from './detail-schema.ts';

const measure = z.enum(MEASURES);

export const BREACH_EVENTS = {
  'breach.opened': {
    means: 'A breach was opened; its clocks run from its discovery.',
    citations: ['308(a)(6)(ii)', '404(a)(2)', '410(a)(2)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    sealed: ['title', 'summary'],
    detail: { role: z.enum(ROLES), discovered_at: time, alarm: z.enum(['pending', 'delivered']) },
  },
  'breach.alarm_delivered': {
    means: 'The incident topic took the news of a breach that it had not taken when it was opened.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    detail: {},
  },
  'breach.containment_ordered': {
    means: 'Somebody ordered measures that contain a breach.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { measures: list(z.strictObject({ kind: measure, target })) },
  },
  'breach.step_finished': {
    means: 'A measure was carried out, or could not be.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    outcomes: ['success', 'failure'],
    detail: { kind: measure, target, count, spared: z.optional(count) },
  },
  'breach.step_progressed': {
    means: 'A walk over many accounts came so far when its time was over.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { kind: measure, target, count },
  },
  'breach.contained': {
    means: 'Every measure that was ordered is finished.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['operator', 'api_key', 'system'],
    targets: ['breach'],
    detail: { done: count, refused: count },
  },
  'breach.reminded': {
    means: 'The privacy officer was told that a notice is due, or overdue.',
    citations: ['404(b)', '406(b)', '408(b)', '408(c)', '410(b)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    detail: { reminder: code, basis: z.string().check(z.maxLength(20)), due_at: time },
  },
  'breach.closed': {
    means: 'A breach was closed.',
    citations: ['308(a)(6)(ii)', '414(b)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    sealed: ['reason'],
    detail: { outcome: z.enum(OUTCOMES) },
  },
  'breach.reopened': {
    means: 'A closed breach was opened again.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    sealed: ['reason'],
    detail: { status: z.enum(STATUSES) },
  },
  'signing_key.rotated': {
    means: 'The key that signs tokens was changed, or one was retired.',
    citations: ['312(d)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['signing_key'],
    detail: {
      why: z.enum(['planned', 'compromised']),
      retired: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/))),
      approval_id: z.optional(id('approval')),
    },
  },
} as const satisfies Record<string, EventKind>;
