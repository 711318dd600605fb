/** What a run of tests proves: verdicts, counts for people, and whether the committed matrix still says the truth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectFindings } from './findings-folder.ts';
import { type Evidence, gapsOf, type Judged, judge, lineOf } from './judge.ts';
import { matrixOf } from './matrix.ts';
import { SECTIONS } from './safeguards.ts';
import { readReports } from './test-report.ts';

export const ROOT = join(import.meta.dirname, '..');
export const MATRIX = join(ROOT, 'hipaa/control-mapping.md');

export interface Conclusion {
  readonly judged: readonly Judged[];
  readonly evidence: Evidence;
  readonly matrix: string;
  /** Counts, a line for each section. */
  readonly lines: readonly string[];
  /** Why it is not good; nothing where it is. */
  readonly faults: readonly string[];
}

/** @param reports JSON reports of vitest, as text. @param folder where the checks left what they found. */
export function conclude(reports: readonly string[], folder: string, sections = SECTIONS): Conclusion {
  const evidence = { ran: readReports(reports, ROOT), findings: collectFindings(folder) };
  const judged = judge(sections, evidence);
  const matrix = matrixOf(judged);
  return { judged, evidence, matrix, lines: judged.map(lineOf), faults: gapsOf(judged) };
}

/** Whether the page that is committed is another one. */
export function isStale(matrix: string, file = MATRIX): boolean {
  try {
    return readFileSync(file, 'utf8') !== matrix;
  } catch {
    return true;
  }
}
