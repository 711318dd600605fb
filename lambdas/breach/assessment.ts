/**
 * Whether it must be presumed that data was compromised: the four factors of 45 CFR 164.402(2). Hale fills in what the
 * log shows; what it means a person says. Pure. That these are the factors, and what follows, counsel must check.
 */
import { err, ok, type Result } from '../shared/result.ts';
import type { Breach } from './breach.ts';
import type { Scope } from './scope.ts';

/** In the order of §164.402(2)(i) to (iv). */
export const FACTORS = ['nature_and_extent', 'unauthorized_person', 'acquired_or_viewed', 'mitigation'] as const;
export type Factor = (typeof FACTORS)[number];
export const CITATIONS: Readonly<Record<Factor, string>> = {
  nature_and_extent: '45 CFR 164.402(2)(i)',
  unauthorized_person: '45 CFR 164.402(2)(ii)',
  acquired_or_viewed: '45 CFR 164.402(2)(iii)',
  mitigation: '45 CFR 164.402(2)(iv)',
};
export const QUESTIONS: Readonly<Record<Factor, string>> = {
  nature_and_extent: 'What kinds of data were involved, and how likely can people be identified again by them?',
  unauthorized_person: 'Who used the data, or to whom was it disclosed?',
  acquired_or_viewed: 'Was the data actually acquired or viewed?',
  mitigation: 'How far was the risk to the data reduced?',
};

/** How much a factor speaks for a compromise. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];
export const CONCLUSIONS = ['breach', 'low_probability'] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

/** What the log and the containment show. Numbers and words of ours: no name stands there. */
export interface Facts {
  readonly nature_and_extent: {
    readonly individuals: number;
    readonly uncertain: number;
    /** What the log cannot tell: while there is any, the numbers are the least. */
    readonly unnamed: number;
    readonly unreadable: number;
    readonly unplaced: number;
    readonly unlogged_reads: boolean;
    readonly events: number;
    /** Kinds of data that those events hold, by how many people they are of. */
    readonly data: Readonly<Record<string, number>>;
  };
  readonly unauthorized_person: {
    readonly actors: readonly string[];
    readonly sessions: readonly string[];
    readonly grants: readonly string[];
    readonly networks: number;
    /** Whether the people in whose name it was done count as reached. */
    readonly include_actors: boolean;
  };
  readonly acquired_or_viewed: {
    /** Events by type, and of all of them those that failed or were refused. */
    readonly types: Readonly<Record<string, number>>;
    readonly attempted_only: number;
    readonly first_at: string | null;
    readonly last_at: string | null;
  };
  readonly mitigation: {
    readonly discovered_at: string;
    readonly contained_at: string | null;
    /** Measures of the containment, by kind: how many things each reached. */
    readonly measures: Readonly<Record<string, number>>;
  };
}

export interface Judged {
  readonly finding: string;
  readonly risk: Risk;
}

export interface Assessment {
  readonly factors: Readonly<Record<Factor, Judged>>;
  readonly conclusion: Conclusion;
  readonly reason?: string | undefined;
  /** As they were when it was written. */
  readonly facts: Facts | null;
  /** On which scope and revision it rests. */
  readonly scope: { readonly number: number; readonly revision: number } | null;
}

type Issue = { readonly path: string; readonly message: string };

/**
 * Without a reason nobody concludes that the probability is low, and not before it is known whom it reached: whoever
 * concludes it bears the burden of proof (45 CFR 164.414(b)).
 */
export function judgeAssessment(
  { conclusion, reason, scope }: Pick<Assessment, 'conclusion' | 'reason' | 'scope'>,
  breach: Pick<Breach, 'closed'>,
): Result<undefined, 'breach_closed' | Issue> {
  if (breach.closed) return err('breach_closed');
  if (conclusion === 'breach') return ok(undefined);
  if (reason === undefined)
    return err({ path: 'body.reason', message: 'a low probability takes a reason that says why the factors show it' });
  if (!scope)
    return err({ path: 'body.conclusion', message: 'takes a complete scope: it is not known whom it reached' });
  return ok(undefined);
}

/** Whether it rests on another scope than the newest complete one: then somebody should look again. */
export const isOutdated = (
  { scope }: Pick<Assessment, 'scope'>,
  newest: Pick<Scope, 'number' | 'result'> | undefined,
): boolean =>
  newest?.result !== undefined && (scope?.number !== newest.number || scope.revision !== newest.result.revision);
