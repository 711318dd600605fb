// Builds the demo page: its two static files as they are, and its script as one bundle.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const SOURCE = join(import.meta.dirname, 'demo');

/** Writes index.html, style.css and page.js into the folder, which is made anew. */
export async function buildDemoPage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['index.html', 'style.css', 'icon.svg']) cpSync(join(SOURCE, file), join(folder, file));
  await build({
    entryPoints: [join(SOURCE, 'page.ts')],
    outfile: join(folder, 'page.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
}
