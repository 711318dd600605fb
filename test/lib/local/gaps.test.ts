import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GAPS } from '../../../lib/local/gaps.ts';

const FOLDER = join(import.meta.dirname, '../../../lib/local');
const files = GAPS.flatMap(({ remedy }) => remedy.match(/[\w-]+\.(?:py|ts)/g) ?? []);

test('no gap is listed twice', () => {
  expect(new Set(GAPS.map(({ lacks }) => lacks)).size).toBe(GAPS.length);
});

test.each([...new Set(files)])('%s, which a gap names, exists', (file) => {
  expect(existsSync(join(FOLDER, file))).toBe(true);
});

test('every file that changes the emulator is named', () => {
  expect(files).toEqual(
    expect.arrayContaining(['partiql.py', 'conditions.py', 'launcher.py', 'object-lock.ts', 'origin.ts']),
  );
});
