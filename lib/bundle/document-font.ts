/** Puts the font of what is printed beside each function that prints. */
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Outputs } from './breached-list.ts';

/** Whoever bundles this file prints. */
const READER = 'lambdas/dsr/document-font.ts';
const NAME = 'DejaVuSans.ttf';
const require = createRequire(import.meta.url);
const FONT = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** @param folder of the functions, `<id>/` in it. */
export function placeDocumentFont(folder: string, ids: readonly string[], outputs: Outputs): void {
  for (const id of ids) {
    const [, output] = Object.entries(outputs).find(([file]) => file.endsWith(`/${id}/index.mjs`)) ?? [];
    if (output && READER in output.inputs) copyFileSync(FONT, join(folder, id, NAME));
  }
}
