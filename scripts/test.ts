/**
 * `npm test`: every test project, in three runs, then one line with the count. `npm test -- ARGS` hands ARGS to vitest.
 * Projects of one run share what they start; a run that cannot start it leaves the others alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeEmitted } from './emitted-events.ts';
import { collect, EMITTED } from './emitted-folder.ts';

const RUNS = [['unit', 'faults', 'architecture', 'cdk'], ['dynamodb'], ['local', 'browser']];

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const vitest = (args: readonly string[], emitted?: string): number | null =>
  spawnSync('vitest', ['run', ...args], { stdio: 'inherit', env: { ...process.env, [EMITTED]: emitted } }).status;

function readReport(file: string): Count {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** A run that ends without a report, or badly for another reason than a test, counts as a failure. */
function runTests(projects: readonly string[], report: string, emitted: string): Count {
  const began = performance.now();
  const status = vitest(
    [
      ...projects.map((project) => `--project=${project}`),
      ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    ],
    emitted,
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

function runAll(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'hale-test-'));
  const emitted = mkdtempSync(join(tmpdir(), 'hale-emitted-'));
  try {
    const runs = RUNS.map((projects) => runTests(projects, join(folder, `${projects.join('-')}.json`), emitted));
    const counts = [...runs, judgeEvents(emitted)];
    const sum = (of: keyof Count) => counts.reduce((total, count) => total + count[of], 0);
    console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
    return sum('failed') === 0;
  } finally {
    for (const one of [folder, emitted]) rmSync(one, { recursive: true });
  }
}

const args = process.argv.slice(2);
const passed = args.length > 0 ? vitest(args) === 0 : runAll();
process.exitCode = passed ? 0 : 1;
