// Builds the pages that the local origin serves: the demo at the root, the hosted sign-in page beside it. Each is its
// static files as they are, and its script and its style as one file each.
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { CHECKOUT } from './paths.ts';

/** Source folders, by the path at which the browser finds them. */
const PAGES: Readonly<Record<string, string>> = {
  '.': 'lib/local/demo',
  'sign-in': 'console/sign-in',
};

/** @param folder is made anew. */
export async function buildPages(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, source] of Object.entries(PAGES)) await buildPage(join(CHECKOUT, source), join(folder, path));
}

async function buildPage(source: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of globSync(join(source, '*.{html,svg}'))) cpSync(file, join(folder, basename(file)));
  await build({
    entryPoints: ['page.ts', 'style.css'].map((file) => join(source, file)),
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
}
