/** Runs the tests that are cited, and the checks, in the order of `npm test`, and says how far it is. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDINGS } from './findings-folder.ts';
import type { Section } from './safeguard.ts';

/** What makes the checks of a kind. */
const CHECKS = { template: 'test/hipaa/checks/template-checks.test.ts', live: 'test/local/live-checks.test.ts' };

/** Projects of one run share what they start, as in `npm test`. */
const RUNS = [['unit', 'faults', 'architecture', 'cdk'], ['dynamodb'], ['local', 'browser']] as const;

/** Files of tests that some row cites, with those of the checks. */
export function citedFiles(sections: readonly Section[]): string[] {
  const rows = sections.flatMap((section) => section.rows);
  return [...new Set([...Object.values(CHECKS), ...rows.flatMap(({ tests = {} }) => Object.keys(tests))])].sort();
}

/**
 * @param folder for reports and findings.
 * @returns the reports, as text. One that is missing proves nothing: its tests did not run.
 */
export function runProofs(sections: readonly Section[], folder: string): string[] {
  const files = citedFiles(sections).filter((file) => globSync(file).length > 0);
  return RUNS.flatMap((projects, index) => {
    const report = join(folder, `${index}.json`);
    const began = performance.now();
    console.log(`${index + 1} of ${RUNS.length}: the proofs among ${projects.join(', ')}`);
    const { status, stdout, stderr } = spawnSync(
      'vitest',
      [
        'run',
        ...projects.map((project) => `--project=${project}`),
        ...['--passWithNoTests', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
        ...files,
      ],
      { encoding: 'utf8', env: { ...process.env, [FINDINGS]: folder, NO_COLOR: '1' }, maxBuffer: 1 << 28 },
    );
    if (status !== 0) console.log(`${stdout}${stderr}`);
    console.log(`  ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return existsSync(report) ? [readFileSync(report, 'utf8')] : [];
  });
}
