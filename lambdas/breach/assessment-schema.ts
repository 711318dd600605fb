/** The wire form of an assessment by the four factors (45 CFR 164.402(2)). */
import * as z from 'zod/mini';
import { text, time } from '../shared/vocabulary.ts';
import { type Assessment, CITATIONS, CONCLUSIONS, FACTORS, QUESTIONS, RISKS } from './assessment.ts';
import type { Paper } from './paper.ts';

const LEAST = 20;
const finding = text(4_000).check(z.minLength(LEAST, `say in ${LEAST} letters or more what was found`));
const factor = z.strictObject({ finding, risk: z.enum(RISKS) });

export const writtenSchema = z.strictObject({
  factors: z.strictObject({
    nature_and_extent: factor,
    unauthorized_person: factor,
    acquired_or_viewed: factor,
    mitigation: factor,
  }),
  /** `low_probability`: none has to be told. Who says so bears the burden of proof (45 CFR 164.414(b)). */
  conclusion: z.enum(CONCLUSIONS),
  reason: z.optional(finding),
});

export const assessmentSchema = z.object({
  version: z.int(),
  by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  at: time,
  factors: z.record(z.enum(FACTORS), z.object({ citation: z.string(), finding: z.string(), risk: z.enum(RISKS) })),
  conclusion: z.enum(CONCLUSIONS),
  reason: z.nullable(z.string()),
  /** What the log and the containment showed then. */
  facts: z.nullable(z.record(z.string(), z.unknown())),
  /** On which scope it rests. */
  scope: z.nullable(z.object({ number: z.int(), revision: z.int() })),
});

/** What is asked of people, and what is known already. */
export const questionSchema = z.object({
  factor: z.enum(FACTORS),
  citation: z.string(),
  question: z.string(),
  facts: z.nullable(z.record(z.string(), z.unknown())),
});

export const questionsWith = (facts: Assessment['facts']): z.input<typeof questionSchema>[] =>
  FACTORS.map((one) => ({
    factor: one,
    citation: CITATIONS[one],
    question: QUESTIONS[one],
    facts: facts ? { ...facts[one] } : null,
  }));

export function presentAssessment({ number, by, at, content }: Paper<Assessment>): z.input<typeof assessmentSchema> {
  const cited = (one: (typeof FACTORS)[number]) => ({ citation: CITATIONS[one], ...content.factors[one] });
  return {
    version: number,
    by: { ...by },
    at,
    factors: {
      nature_and_extent: cited('nature_and_extent'),
      unauthorized_person: cited('unauthorized_person'),
      acquired_or_viewed: cited('acquired_or_viewed'),
      mitigation: cited('mitigation'),
    },
    conclusion: content.conclusion,
    reason: content.reason ?? null,
    facts: content.facts ? { ...content.facts } : null,
    scope: content.scope ? { ...content.scope } : null,
  };
}
