/** What is found of a breach in the log, and what people make of it: its scope, its assessment, its notices, its evidence. */
import * as z from 'zod/mini';
import { CONCLUSIONS, FACTORS, RISKS } from '../breach/assessment.ts';
import { NOTICES } from '../breach/breach.ts';
import { id, time } from '../shared/vocabulary.ts';
import type { EventKind } from './catalogue-kind.ts';
import { count, facts, flag, list } from './detail-schema.ts';

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const notice = z.enum(NOTICES);
const found = { scope: count, revision: count, entries: count, events: count, individuals: count, document: sha256 };

export const BREACH_SCOPE_EVENTS = {
  'breach.scope_started': {
    means: 'Somebody asked whom a breach reached.',
    citations: ['308(a)(6)(ii)', '404(a)(1)', '410(c)(1)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: {
      scope: count,
      range_start: time,
      range_end: time,
      organizations: list(id('organization')),
      indicators: count,
      include_actors: flag,
    },
  },
  'breach.scope_continued': {
    means: 'The walk over the archive went on.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    detail: { scope: count, run: count, entries: count },
  },
  'breach.scope_completed': {
    means:
      'Every entry of the logs was read, and their roots are those that were signed: this is whom a breach reached.',
    citations: ['308(a)(6)(ii)', '404(a)(1)', '410(c)(1)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    detail: found,
  },
  'breach.scope_failed': {
    means: 'The walk was given up.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    outcomes: ['failure'],
    detail: { scope: count, run: count, entries: count },
  },
  'breach.scope_followed': {
    means: 'The logs were read on after the scope was complete, and nothing of it came late.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    detail: { scope: count, entries: count },
  },
  'breach.scope_extended': {
    means: 'Events came late that belong to the breach.',
    citations: ['308(a)(6)(ii)', '410(c)(2)'],
    disclosure: false,
    actors: ['system'],
    targets: ['breach'],
    detail: { ...found, late: count },
  },
  'breach.individuals_read': {
    means: 'Somebody read whom a breach reached.',
    citations: ['308(a)(6)(ii)', '410(c)(1)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { scope: count, count },
  },
  'breach.states_recorded': {
    means: 'Somebody said in which states those whom a breach reached live.',
    citations: ['406(a)', '408(b)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { version: count, count },
  },
  'breach.assessed': {
    means: 'Somebody assessed by the four factors how probable a compromise is.',
    citations: ['402', '414(b)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: {
      version: count,
      conclusion: z.enum(CONCLUSIONS),
      risks: facts(z.record(z.enum(FACTORS), z.enum(RISKS))),
      scope: z.optional(count),
    },
  },
  'breach.notice_drafted': {
    means: 'A notice of a breach was drafted.',
    citations: ['404(c)', '406(c)', '408', '410(c)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { notice, version: count, scope: count },
  },
  'breach.notice_sent': {
    means: 'Somebody said that a notice of a breach was sent.',
    citations: ['404(d)', '406', '408', '410', '414(b)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { notice, version: count, sent_at: time, recipients: count },
  },
  'breach.evidence_exported': {
    means: 'Evidence of a breach was handed out, signed.',
    citations: ['414(b)', '410(c)'],
    disclosure: false,
    actors: ['operator', 'api_key'],
    targets: ['breach'],
    detail: { scope: count, page: count, pages: count, events: count },
  },
} as const satisfies Record<string, EventKind>;
