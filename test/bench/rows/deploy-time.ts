/** P16: seconds on this machine to build all functions, and to synthesize one tenant, which builds them too. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTIONS } from '../../../lib/bundle/bundle.ts';
import type { Measured, Row } from '../row.ts';

/** Other work on the machine only adds to the time, so the shortest of these is the nearest. */
const RUNS = 3;
const ROOT = join(import.meta.dirname, '../../..');

/** In a process of its own: esbuild learns how to treat its garbage when it starts. */
const OURS = "import { bundle } from './lib/bundle/bundle.ts'; await bundle({ out: process.env.OUT });";
const PLAIN = `import { build } from 'esbuild';
  import { FUNCTIONS, settings } from './lib/bundle/bundle.ts';
  const entryPoints = FUNCTIONS.map((id) => ({ in: 'lambdas/' + id + '/handler.ts', out: id + '/index' }));
  await build({ ...settings(), plugins: [], entryPoints, outdir: process.env.OUT, sourcemap: 'external' });`;

type Arguments = (out: string) => readonly string[];
const script =
  (text: string): Arguments =>
  () => ['--input-type=module', '--eval', text];
const synthesis: Arguments = (out) => ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--output', out];

function secondsOf(args: Arguments): number {
  const out = mkdtempSync(join(tmpdir(), 'hale-deploy-time-'));
  const began = performance.now();
  try {
    const { status, stderr } = spawnSync(process.execPath, args(out), {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, OUT: out },
    });
    if (status !== 0) throw new Error(`it failed: ${stderr.slice(-500)}`);
    return (performance.now() - began) / 1000;
  } finally {
    rmSync(out, { recursive: true });
  }
}

function measure(ours: Arguments): Measured[] {
  const shortest = (args: Arguments) => Math.min(...Array.from({ length: RUNS }, () => secondsOf(args)));
  const baseline = shortest(script(PLAIN));
  const details = { runs: RUNS, functions: FUNCTIONS.length };
  return [{ value: shortest(ours), baseline, baselineName: 'esbuild by itself, all functions', details }];
}

const seconds = { id: 'P16', unit: 's', digits: 1, reached: false } as const;

export const buildTime: Row = {
  ...seconds,
  what: 'build of all bundles',
  goal: 5,
  measure: async () => measure(script(OURS)),
};
export const synthesisTime: Row = {
  ...seconds,
  what: 'synth of one tenant',
  goal: 15,
  measure: async () => measure(synthesis),
};
