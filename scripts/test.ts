/**
 * `npm test`: every test project, in three runs, then one line with the count. `npm test -- ARGS` hands ARGS to vitest.
 * Projects of one run share what they start; a run that cannot start it leaves the others alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = [['unit', 'faults', 'architecture', 'cdk'], ['dynamodb'], ['local', 'browser']];

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const vitest = (args: readonly string[]): number | null =>
  spawnSync('vitest', ['run', ...args], { stdio: 'inherit' }).status;

function readReport(file: string): Count {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** A run that ends without a report, or badly for another reason than a test, counts as a failure. */
function runTests(projects: readonly string[], report: string): Count {
  const began = performance.now();
  const status = vitest([
    ...projects.map((project) => `--project=${project}`),
    ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const { passed, failed } = readReport(report);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${projects.join(', ')} (${seconds} s)`);
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function runAll(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'hale-test-'));
  try {
    const counts = RUNS.map((projects) => runTests(projects, join(folder, `${projects.join('-')}.json`)));
    const sum = (of: keyof Count) => counts.reduce((total, count) => total + count[of], 0);
    console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
    return sum('failed') === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const args = process.argv.slice(2);
const passed = args.length > 0 ? vitest(args) === 0 : runAll();
process.exitCode = passed ? 0 : 1;
