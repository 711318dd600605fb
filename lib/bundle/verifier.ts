/** Builds the verifier into one file that needs nothing but Node: what an auditor is handed (docs/audit-log.md). */
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { BANNER } from './bundle.ts';

const ROOT = join(import.meta.dirname, '../..');

/** @returns its length in bytes. */
export async function bundleVerifier(outfile: string): Promise<number> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    banner: { js: BANNER },
    bundle: true,
    entryPoints: ['bin/hale-verify.ts'],
    format: 'esm',
    legalComments: 'inline',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    metafile: true,
    minify: true,
    outfile,
    platform: 'node',
    target: 'node22',
  });
  await stop();
  return Object.values(metafile.outputs)[0]?.bytes ?? 0;
}
