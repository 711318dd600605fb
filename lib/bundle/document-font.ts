/** Puts the font of what is printed beside each function that prints. */
import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Outputs } from './breached-list.ts';

/** Whoever bundles this file prints. */
const READER = 'lambdas/dsr/document-font.ts';
const NAME = 'DejaVuSans.ttf';
const require = createRequire(import.meta.url);
const FONT = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** @param folder of the functions, `<id>/` in it; whoever reads there meanwhile finds no half of a file. */
export function placeDocumentFont(folder: string, ids: readonly string[], outputs: Outputs): void {
  for (const id of ids) {
    const path = join(folder, id, NAME);
    const [, output] = Object.entries(outputs).find(([file]) => file.endsWith(`/${id}/index.mjs`)) ?? [];
    if (!output || !(READER in output.inputs)) rmSync(path, { force: true });
    else if (!existsSync(path) || statSync(path).size !== statSync(FONT).size) {
      copyFileSync(FONT, `${path}.${process.pid}`);
      renameSync(`${path}.${process.pid}`, path);
    }
  }
}
