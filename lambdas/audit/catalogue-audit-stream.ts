/** Streams of the log to where it is watched. */
import * as z from 'zod/mini';
import { time } from '../shared/vocabulary.ts';
import { streamFacts } from './catalogue-facts.ts';
import type { EventKind } from './catalogue-kind.ts';
import { code, count, list, term } from './detail-schema.ts';

export const AUDIT_STREAM_EVENTS = {
  'audit_stream.created': {
    means: 'A stream of events to another system was set up.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { after: streamFacts },
  },
  'audit_stream.updated': {
    means: 'A stream changed where or what it sends.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { before: streamFacts, after: streamFacts, changed: list(code) },
  },
  'audit_stream.deleted': {
    means: 'A stream was ended.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { before: streamFacts },
  },
  'audit_stream.paused': {
    means: 'A stream was paused.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: {},
  },
  'audit_stream.resumed': {
    means: 'A stream goes on after a pause.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: {},
  },
  'audit_stream.replayed': {
    means: 'A stream was sent back to an earlier event.',
    citations: ['312(b)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    detail: { scope: z.optional(term), from_index: z.optional(count), from_time: z.optional(time) },
  },
  'audit_stream.tested': {
    means: 'A test event was sent to a destination.',
    citations: ['308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['audit_stream'],
    outcomes: ['success', 'failure'],
    detail: { status: z.optional(count) },
  },
  'audit_stream.failing': {
    means: 'A destination has not taken events for a while.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['system'],
    targets: ['audit_stream'],
    outcomes: ['failure'],
    detail: { failures: count, status: z.optional(count) },
  },
  'audit_stream.recovered': {
    means: 'A destination takes events again.',
    citations: ['312(b)', '308(a)(1)(ii)(D)'],
    disclosure: false,
    actors: ['system'],
    targets: ['audit_stream'],
    detail: { failures: count },
  },
} as const satisfies Record<string, EventKind>;
