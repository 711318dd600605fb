/** Recovery codes: 80 random bits, easy to read out, told by a keyed hash. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashCode, newCodes, withoutCode } from '../../../lambdas/recovery-code/recovery-code.ts';

const key = createSecretKey(randomBytes(32));
const PERSON = 'user_01J00000000000000000000000';

test('ten codes of 80 bits in groups of four, without letters that look like digits', () => {
  const codes = newCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
});

test('every letter of the alphabet is as likely as any other', () => {
  const counts = new Map<string, number>();
  for (let round = 0; round < 400; round++)
    for (const letter of newCodes().join('').replaceAll('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(32);
  const mean = (400 * 160) / 32;
  // Six standard deviations: one run in 10^7 fails by chance.
  for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(mean));
});

test('however it is typed, it is the same code', () => {
  const hash = hashCode(key, PERSON, '01AB-CDEF-GH01-2345');
  for (const typed of ['01abcdefgh012345', ' 01AB CDEF GH01 2345 ', 'OIAB-CDEF-GHol-2345'])
    expect(hashCode(key, PERSON, typed)).toBe(hash);
  expect(hashCode(key, PERSON, '01AB-CDEF-GH01-2346')).not.toBe(hash);
});

test('a hash is of one person and one deployment', () => {
  const [code = ''] = newCodes();
  expect(hashCode(key, 'user_01J00000000000000000000001', code)).not.toBe(hashCode(key, PERSON, code));
  expect(hashCode(createSecretKey(randomBytes(32)), PERSON, code)).not.toBe(hashCode(key, PERSON, code));
});

test('a used one is gone, the others stay in their order', () => {
  const codes = newCodes();
  const hashes = codes.map((code) => hashCode(key, PERSON, code));
  const left = withoutCode(hashes, hashCode(key, PERSON, codes[3] ?? ''));
  expect(left).toEqual(hashes.filter((_, index) => index !== 3));
  expect(withoutCode(left ?? [], hashCode(key, PERSON, codes[3] ?? ''))).toBeUndefined();
  expect(withoutCode(['short'], hashes[0] ?? '')).toBeUndefined();
});
