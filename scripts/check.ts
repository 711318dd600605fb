/**
 * `npm run check`: everything that CI demands. Each static check in turn, quiet unless it fails, then `npm test`, whose
 * last line is the count that CI reads. Everything runs even when something before it failed.
 */
import { spawnSync } from 'node:child_process';

const CHECKS = ['check:format', 'check:types', 'check:directions', 'check:unused', 'check:openapi'];

/** Reports are read in logs: no colours. */
const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };

function passes(script: string): boolean {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { encoding: 'utf8', env });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${script} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status === 0;
}

const failed = CHECKS.filter((script) => !passes(script));
const { status } = spawnSync('npm', ['test', '--silent'], { stdio: ['ignore', 'inherit', 'inherit'], env });
if (failed.length > 0) console.log(`checks: ${CHECKS.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && status === 0 ? 0 : 1;
