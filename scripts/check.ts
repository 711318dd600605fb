/**
 * `npm run check`: everything that CI demands. Each static check in turn, quiet unless it fails; then all tests; then
 * one line with the count, which CI reads. Every check runs even when an earlier one failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS = ['format', 'types', 'directions', 'unused', 'openapi'].map((name) => `check:${name}`);

/** Reports are read in logs: no colours. */
const PLAIN = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };

function passes(script: string): boolean {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { encoding: 'utf8', env: PLAIN });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${script} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status === 0;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
}

/** Runs every test; a run that ends without a report counts as one failure. */
function runTests(): Pick<Report, 'numPassedTests' | 'numFailedTests'> {
  const folder = mkdtempSync(join(tmpdir(), 'hale-check-'));
  try {
    const file = join(folder, 'report.json');
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
    const { status } = spawnSync('npm', ['test', '--silent', '--', ...reporters], { stdio: 'inherit' });
    const report = readReport(file);
    const failed = report?.numFailedTests ?? 0;
    return {
      numPassedTests: report?.numPassedTests ?? 0,
      numFailedTests: status === 0 && report ? failed : Math.max(1, failed),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const failedChecks = CHECKS.filter((script) => !passes(script));
const { numPassedTests, numFailedTests } = runTests();
for (const script of failedChecks) console.log(`FAILED ${script}: npm run ${script}`);
const passed = CHECKS.length - failedChecks.length + numPassedTests;
const failed = failedChecks.length + numFailedTests;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
