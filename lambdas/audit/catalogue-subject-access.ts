/** What people are given of their own data, what they have put right, and what they say against it (45 CFR 164.524, 526). */
import * as z from 'zod/mini';
import { id } from '../shared/vocabulary.ts';
import type { EventKind } from './catalogue-kind.ts';
import { count } from './detail-schema.ts';

/** SHA-256, base64url. */
const digest = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'expected a SHA-256'));
/** Who asked for it, and what they wrote. */
const ASKED = ['requested_by', 'notes'];

export const SUBJECT_ACCESS_EVENTS = {
  'dsr.export.created': {
    means: 'Everything that is kept of a person was handed out, or is being written; or that was refused.',
    citations: ['524(a)(1)', '312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['user'],
    outcomes: ['success', 'denied'],
    sealed: ASKED,
    detail: {
      dsr_id: z.optional(id('dsr')),
      export_id: z.optional(id('export')),
      events: z.optional(count),
      bytes: z.optional(count),
      manifest: z.optional(digest),
    },
  },
  'dsr.export.completed': {
    means: 'The file with everything that is kept of a person is ready.',
    citations: ['524(a)(1)'],
    disclosure: false,
    actors: ['system'],
    targets: ['user'],
    detail: { dsr_id: id('dsr'), export_id: id('export'), events: count, bytes: count },
  },
  'dsr.export.downloaded': {
    means: 'The file with everything that is kept of a person was fetched by its link.',
    citations: ['524(c)(2)', '312(b)'],
    disclosure: false,
    actors: ['anonymous'],
    targets: ['user'],
    detail: { export_id: id('export'), events: count, bytes: count },
  },
  'dsr.amended': {
    means: 'What is kept of a person was put right, as they asked; or that was refused.',
    citations: ['526(c)(1)', '312(c)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['user'],
    outcomes: ['success', 'denied'],
    sealed: [...ASKED, 'before', 'after'],
    detail: { dsr_id: z.optional(id('dsr')), field: z.enum(['email', 'name', 'phone']) },
  },
  'dsr.disagreement.recorded': {
    means: "A person's statement of disagreement was attached to what is kept of them.",
    citations: ['526(d)(2)', '526(d)(5)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['user'],
    outcomes: ['success', 'denied'],
    sealed: [...ASKED, 'statement'],
    detail: { dsr_id: z.optional(id('dsr')), about: z.optional(z.union([id('event'), id('dsr')])) },
  },
  'access_log.read': {
    means: 'A person looked at who had to do with their account and their data.',
    citations: ['312(b)'],
    disclosure: false,
    actors: ['user'],
    targets: ['user'],
    detail: { count },
  },
} as const satisfies Record<string, EventKind>;
