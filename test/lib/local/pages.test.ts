/** The pages as the local origin serves them: each whole in its folder, for it has no other files to ask for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPages } from '../../../lib/local/pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-pages-'));
beforeAll(() => buildPages(folder));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['the demo', '.', ['icon.svg', 'index.html', 'page.js', 'sign-in', 'style.css']],
  ['the sign-in page', 'sign-in', ['index.html', 'page.js', 'style.css']],
])('%s has its script and its style in one file each, the colours among them', (_, path, files) => {
  expect(readdirSync(join(folder, path)).sort()).toEqual(files);
  const style = readFileSync(join(folder, path, 'style.css'), 'utf8');
  expect(style).toMatch(/--brand:\s*light-dark\(/);
  expect(style).not.toContain('@import');
});
