/** What people ask of their own data: access, amendment, accounting (45 CFR 164.524, 526, 528). */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import type { EventKind } from './catalogue-kind.ts';
import { code, count, facts, list, term } from './detail-schema.ts';

/** Of a request of a person, what is not personal. */
const requestFacts = { kind: code, framework: code, due_on: z.iso.date(), user_id: z.optional(id('user')) };

const disclosureList = facts(z.strictObject({ actions: list(code), except_purposes: list(term) }));

export const SUBJECT_RIGHTS_EVENTS = {
  'dsr.request.received': {
    means: 'A request of a person about their own data was written down.',
    citations: ['524(b)(1)', '526(b)(1)', '528(c)(1)', '530(j)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['dsr'],
    sealed: ['requested_by', 'notes'],
    detail: { ...requestFacts, received_at: time },
  },
  'dsr.request.moved': {
    means: 'A request of a person went on: it is known who asks, takes longer, or was answered, denied or taken back.',
    citations: ['524(b)(2)', '526(b)(2)', '528(c)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['dsr'],
    sealed: ['reason'],
    detail: { ...requestFacts, from: code, to: code, verified_by: z.optional(code) },
  },
  'dsr.request.reminded': {
    means: 'The privacy officer was told that a request of a person is nearly due, or overdue.',
    citations: ['524(b)(2)', '526(b)(2)', '528(c)(1)', '530(a)(1)'],
    disclosure: false,
    actors: ['system'],
    targets: ['dsr'],
    detail: { ...requestFacts, reminder: code },
  },
  'dsr.accounting.created': {
    means: 'An accounting of disclosures of a person was handed out.',
    citations: ['528(a)(1)', '528(b)(2)', '528(d)(2)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['dsr'],
    sealed: ['requested_by', 'notes'],
    detail: {
      user_id: id('user'),
      format: z.enum(['json', 'pdf']),
      entries: count,
      range_start: time,
      range_end: time,
      list_version: count,
      sha256: z.string().check(z.regex(/^[\w-]{43}$/)),
    },
  },
  'dsr.disclosure_actions.updated': {
    means: 'A project changed which events it holds for disclosures.',
    citations: ['528(a)(1)', '530(i)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    detail: {
      version: count,
      before: disclosureList,
      after: disclosureList,
      approval_id: z.optional(id('approval')),
    },
  },
} as const satisfies Record<string, EventKind>;
