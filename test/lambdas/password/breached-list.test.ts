/** The offline list of breached passwords, from the file as it is given out to the look-up in a function. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openBreachedList } from '../../../lambdas/password/breached-list.ts';
import { breachedListBuild, buildBreachedList } from '../../../lib/operator/breached-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-breached-'));
afterAll(() => rmSync(folder, { recursive: true }));

const quiet = { update: () => {}, stop: () => {} };
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const source = join(folder, 'hibp.txt');
const list = join(folder, 'list');

/** Line ends as the file has them. */
const write = (entries: readonly (readonly [hash: string, seen: number])[]) =>
  writeFileSync(source, entries.map(([hash, seen]) => `${hash}:${seen}\r\n`).join(''));

test('what was seen often enough is found, and nothing else', async () => {
  const words = Array.from({ length: 5_000 }, (_, index) => `password number ${index}`);
  const entries = words.map((word, index) => [sha1(word), index] as const);
  write(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  expect(await buildBreachedList(source, list, 1_000, quiet)).toEqual({ read: 5_000, kept: 4_000 });
  expect(statSync(list).size).toBe(16 + 4_000 * 8);
  const isBreached = openBreachedList(list);
  expect(words.map(isBreached)).toEqual(words.map((_, index) => index >= 1_000));
  expect(isBreached('nine blue tulips wait')).toBe(false);
});

test('the first and the last of the list are found, and one alone, and an empty list has none', async () => {
  const ordered = ['a', 'b', 'c'].toSorted((one, other) => (sha1(one) < sha1(other) ? -1 : 1));
  write(ordered.map((word) => [sha1(word), 1]));
  await buildBreachedList(source, list, 1, quiet);
  expect(ordered.map(openBreachedList(list))).toEqual([true, true, true]);
  write([[sha1('alone'), 1]]);
  await buildBreachedList(source, list, 1, quiet);
  expect(['alone', 'other'].map(openBreachedList(list))).toEqual([true, false]);
  write([]);
  await buildBreachedList(source, list, 1, quiet);
  expect(openBreachedList(list)('a')).toBe(false);
});

test('a file in another order, or of something else, is refused and leaves nothing behind', async () => {
  write([
    ['B'.repeat(40), 1],
    ['A'.repeat(40), 1],
  ]);
  const other = join(folder, 'other');
  await expect(buildBreachedList(source, other, 1, quiet)).rejects.toThrow('not ordered by hash');
  writeFileSync(source, 'hunter2\n');
  await expect(buildBreachedList(source, other, 1, quiet)).rejects.toThrow('Line 1 is no SHA-1 hash');
  await expect(breachedListBuild(source, other, { least: '0' })).rejects.toThrow('--least');
  for (const path of [other, `${other}.part`]) expect(() => statSync(path)).toThrow();
});

test('a list that is not whole stops the function: it does not go without', async () => {
  write([[sha1('a'), 1]]);
  await buildBreachedList(source, list, 1, quiet);
  truncateSync(list, statSync(list).size - 1);
  expect(() => openBreachedList(list)).toThrow('not whole');
  writeFileSync(list, Buffer.concat([Buffer.from('SOMETHING ELSE..'), readFileSync(list)]));
  expect(() => openBreachedList(list)).toThrow('no list');
  writeFileSync(list, 'short');
  expect(() => openBreachedList(list)).toThrow('cut off');
});
