/**
 * `npm test`: every test project, in three runs, then one line with the count. `npm test -- ARGS` hands ARGS to vitest.
 * Projects of one run share what they start; a run that cannot start it leaves the others alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FINDINGS } from '../hipaa/findings-folder.ts';
import { judgeEmitted } from './emitted-events.ts';
import { collect, EMITTED } from './emitted-folder.ts';

const RUNS = [['unit', 'faults', 'architecture', 'cdk'], ['dynamodb'], ['local', 'browser']];

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** @param left what tests leave for those who judge the whole run. */
const vitest = (args: readonly string[], left: Readonly<Record<string, string>> = {}): number | null =>
  spawnSync('vitest', ['run', ...args], { stdio: 'inherit', env: { ...process.env, ...left } }).status;

function readReport(file: string): Count {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** A run that ends without a report, or badly for another reason than a test, counts as a failure. */
function runTests(projects: readonly string[], report: string, left: Readonly<Record<string, string>>): Count {
  const began = performance.now();
  const status = vitest(
    [
      ...projects.map((project) => `--project=${project}`),
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    ],
    left,
  );
  const { passed, failed } = readReport(report);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${projects.join(', ')} (${seconds} s)`);
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

/** Counts as one test: what all runs together have to show. */
function judgeEvents(emitted: string): Count {
  const { line, missing } = judgeEmitted(collect(emitted));
  console.log([line, ...missing.map((one) => `  ${one}`)].join('\n'));
  return missing.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Counts as one test: the control matrix, and whether the runs prove what it says. Leaves the evidence in dist/. Loaded
 * last, as it needs what deploys: where that cannot be loaded, the count of the runs is told all the same.
 */
async function judgeSafeguards(reports: readonly string[], findings: string): Promise<Count> {
  try {
    const { conclude, isStale } = await import('../hipaa/conclude.ts');
    const { writeEvidence } = await import('../hipaa/evidence.ts');
    const written = reports.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
    const conclusion = conclude(written, findings);
    const { lines, faults, matrix } = conclusion;
    const stale = isStale(matrix) ? ['hipaa/control-mapping.md is not what was proven'] : [];
    writeEvidence(conclusion, new Date());
    console.log([`T40: ${lines.join('; ')}`, ...[...stale, ...faults].map((one) => `  ${one}`)].join('\n'));
    if (stale.length + faults.length === 0) return { passed: 1, failed: 0 };
  } catch (cause) {
    console.log(`T40: the control matrix could not be judged: ${cause instanceof Error ? cause.message : cause}`);
  }
  return { passed: 0, failed: 1 };
}

async function runAll(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'hale-test-'));
  const emitted = mkdtempSync(join(tmpdir(), 'hale-emitted-'));
  const findings = mkdtempSync(join(tmpdir(), 'hale-findings-'));
  try {
    const reports = RUNS.map((projects) => join(folder, `${projects.join('-')}.json`));
    const left = { [EMITTED]: emitted, [FINDINGS]: findings };
    const runs = RUNS.map((projects, index) => runTests(projects, reports[index] ?? '', left));
    const counts = [...runs, judgeEvents(emitted), await judgeSafeguards(reports, findings)];
    const sum = (of: keyof Count) => counts.reduce((total, count) => total + count[of], 0);
    console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
    return sum('failed') === 0;
  } finally {
    for (const one of [folder, emitted, findings]) rmSync(one, { recursive: true });
  }
}

const args = process.argv.slice(2);
const passed = args.length > 0 ? vitest(args) === 0 : await runAll();
process.exitCode = passed ? 0 : 1;
