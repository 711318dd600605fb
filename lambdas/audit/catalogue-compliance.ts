/** Agreements with business associates, the preset that they open, and what is stated of compliance. */
import * as z from 'zod/mini';
import { id } from '../shared/vocabulary.ts';
import type { EventKind } from './catalogue-kind.ts';
import { code, count, facts, flag, label, list } from './detail-schema.ts';

const day = z.iso.date();
const hash = z.string().check(z.regex(/^([0-9a-f]{64}|[\w-]{43})$/, 'expected SHA-256'));
const kind = z.enum(['covered_entity', 'subcontractor']);
const agreementFacts = facts(
  z.strictObject({
    counterparty: label,
    kind,
    signed_on: day,
    effective_on: day,
    expires_on: z.optional(day),
    document_sha256: hash,
    services: list(code),
    permits_preset: flag,
    notice_days: count,
    engaged_on: z.optional(day),
    without_notice: z.optional(code),
  }),
);

export const COMPLIANCE_EVENTS = {
  'agreement.recorded': {
    means: 'An agreement with a covered entity or a subcontractor was recorded.',
    citations: ['308(b)(1)', '308(b)(3)', '314(a)'],
    disclosure: false,
    actors: ['api_key', 'operator', 'deployer'],
    targets: ['agreement'],
    detail: { agreement: agreementFacts, replaces: z.optional(id('agreement')) },
  },
  'agreement.ended': {
    means: 'The end of such an agreement was recorded, or somebody may not do that.',
    citations: ['308(b)(1)', '314(a)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['agreement'],
    outcomes: ['success', 'denied'],
    detail: { kind, ends_on: day, cause: code, document_sha256: hash },
  },
  'agreement.reminded': {
    means: 'It was told that such an agreement ends soon, or has ended.',
    citations: ['308(b)(1)'],
    disclosure: false,
    actors: ['system'],
    targets: ['agreement'],
    detail: { kind, expires_on: day, days_before: z.int(), permits_preset: flag },
  },
  'subprocessor.announced': {
    means: 'Covered entities were told that somebody handles, or no more handles, protected health information for us.',
    citations: ['308(b)(1)', '314(a)(2)(iii)'],
    disclosure: false,
    actors: ['system'],
    targets: ['agreement'],
    detail: { change: z.enum(['added', 'removed']), from: day, told: list(id('agreement')), complete: flag },
  },
  'compliance.posture_stated': {
    means: 'It was stated under a key whether the project keeps to its own rules.',
    citations: ['308(a)(8)', '316(b)(1)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    detail: { in_policy: flag, failed: list(code), unknown: list(code), document_hash: hash },
  },
  'privacy_officer.named': {
    means: 'It was recorded who the privacy officer of the project is.',
    citations: ['308(a)(2)', '308(a)(6)(ii)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    detail: { version: count, replaced: flag },
  },
  'notification.tested': {
    means: 'A test was sent to the incident topic and to the privacy officer, or could not be.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    outcomes: ['success', 'failure'],
    detail: { by_mail: flag },
  },
  'notification.confirmed': {
    means: 'Whoever got that test at the topic or by mail said so, or somebody did who did not get it.',
    citations: ['308(a)(6)(ii)'],
    disclosure: false,
    actors: ['api_key', 'operator'],
    targets: ['project'],
    outcomes: ['success', 'denied'],
    detail: { sent_at: z.optional(z.iso.datetime()), channel: z.optional(z.enum(['topic', 'mail'])) },
  },
} as const satisfies Record<string, EventKind>;
