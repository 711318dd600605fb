/**
 * Which rows of the matrix hold, by what ran. A row is PASS only where every proof that it cites ran and passed; PARTIAL too
 * rests on its proofs, for what it says Hale does. Where one failed, or was not there, or where none is cited, it is a GAP.
 */
import { passes } from './check.ts';
import type { CheckKind, Findings } from './findings-folder.ts';
import type { Claim, Safeguard, Section } from './safeguard.ts';
import { faultOf, type Ran } from './test-report.ts';

export type Status = Claim | 'GAP';

export interface Proven {
  readonly kind: 'test' | CheckKind;
  readonly name: string;
  /** Why it proves nothing. */
  readonly fault?: string;
}

export interface Verdict {
  readonly row: Safeguard;
  readonly status: Status;
  readonly proofs: readonly Proven[];
}

export interface Judged {
  readonly section: Section;
  readonly verdicts: readonly Verdict[];
}

export interface Evidence {
  readonly ran: Ran;
  readonly findings: Findings;
}

const faultOfCheck = ({ findings }: Evidence, kind: CheckKind, id: string): string | undefined => {
  const found = findings[kind][id];
  if (!found) return `did not run: ${kind} check ${id}`;
  return passes(found) ? undefined : `failed: ${kind} check ${id}: ${found.wrong[0] ?? 'it found nothing to look at'}`;
};

const proven = (kind: Proven['kind'], name: string, fault: string | undefined): Proven =>
  fault === undefined ? { kind, name } : { kind, name, fault };

function proofsOf({ tests = {}, template = [], live = [] }: Safeguard, evidence: Evidence): Proven[] {
  return [
    ...template.map((id) => proven('template', id, faultOfCheck(evidence, 'template', id))),
    ...live.map((id) => proven('live', id, faultOfCheck(evidence, 'live', id))),
    ...Object.entries(tests).flatMap(([file, titles]) =>
      titles.map((title) => proven('test', `${file}: ${title}`, faultOf(evidence.ran, file, title))),
    ),
  ];
}

function statusOf(row: Safeguard, proofs: readonly Proven[]): Status {
  if (row.claim === 'N/A') return 'N/A';
  return proofs.length > 0 && proofs.every(({ fault }) => fault === undefined) ? row.claim : 'GAP';
}

export const judge = (sections: readonly Section[], evidence: Evidence): Judged[] =>
  sections.map((section) => ({
    section,
    verdicts: section.rows.map((row) => {
      const proofs = proofsOf(row, evidence);
      return { row, status: statusOf(row, proofs), proofs };
    }),
  }));

export const STATUSES = ['PASS', 'PARTIAL', 'N/A', 'GAP'] as const;

export const countsOf = ({ verdicts }: Judged): Record<Status, number> => {
  const count = (status: Status) => verdicts.filter((one) => one.status === status).length;
  return { PASS: count('PASS'), PARTIAL: count('PARTIAL'), 'N/A': count('N/A'), GAP: count('GAP') };
};

/** `§164.312: 16 PASS, 0 PARTIAL, 0 N/A, 0 GAP`. */
export const lineOf = (judged: Judged): string => {
  const counts = countsOf(judged);
  return `§${judged.section.number}: ${STATUSES.map((status) => `${counts[status]} ${status}`).join(', ')}`;
};

/** One line for each row that is not what it claims, with the first proof that failed. */
export const gapsOf = (judged: readonly Judged[]): string[] =>
  judged.flatMap(({ verdicts }) =>
    verdicts.flatMap(({ row, status, proofs }) => {
      if (status !== 'GAP') return [];
      const faults = proofs.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
      const [fault = 'it cites no proof', ...more] = faults;
      return [`§${row.citation} ${row.title}: ${fault}${more.length > 0 ? ` (and ${more.length} more)` : ''}`];
    }),
  );
