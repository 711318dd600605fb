/**
 * `npm run check`: everything that CI demands. Each static check in turn, quiet unless it fails; then all tests; then
 * one line with the count, which CI reads. Everything runs even when something before it failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS = ['check:format', 'check:types', 'check:directions', 'check:unused', 'check:openapi', 'test:tools'];
/** Projects of one run share what they start; a run that cannot start it leaves the others alone. */
const RUNS = [['unit', 'architecture', 'cdk'], ['dynamodb'], ['local', 'browser']];

/** Reports are read in logs: no colours. */
const PLAIN = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

function runScript(script: string): Count {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { encoding: 'utf8', env: PLAIN });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${script} (${seconds(began)} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs the tests of some projects. A run that ends without a report, or badly for another reason, counts as a failure. */
function runTests(projects: readonly string[], report: string): Count {
  const began = performance.now();
  const selection = projects.map((project) => `--project=${project}`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync('vitest', ['run', ...selection, ...reporters], { stdio: 'inherit', env: PLAIN });
  const { passed, failed } = readReport(report);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${projects.join(', ')} (${seconds(began)} s)`);
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function readReport(file: string): Count {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hale-check-'));
try {
  const checks = CHECKS.map(runScript);
  const tests = RUNS.map((projects) => runTests(projects, join(folder, `${projects.join('-')}.json`)));
  const sum = (of: keyof Count) => [...checks, ...tests].reduce((total, count) => total + count[of], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
