/** The two ways to derive give the same, and hashes say how they were made. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { argon2id, hasNative } from '../../../lambdas/password/argon2.ts';
import { argon2idInWasm } from '../../../lambdas/password/argon2-wasm.ts';
import { isWeaker, readPhc, writePhc } from '../../../lambdas/password/phc.ts';

const SMALL = { memoryKib: 32, passes: 3, lanes: 4 };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the runtime derives and so does WebAssembly: the same bytes, with and without a key', async () => {
  expect(hasNative()).toBe(true);
  for (const secret of [undefined, randomBytes(32)])
    for (const parameters of [SMALL, { memoryKib: 19_456, passes: 2, lanes: 1 }]) {
      const input = { password: Buffer.from('nine blue tulips'), salt: randomBytes(16), secret, length: 32 };
      expect(hex(await argon2id(input, parameters))).toBe(hex(await argon2idInWasm(input, parameters)));
    }
});

test('a tag that others computed, from the tests of the reference implementation', async () => {
  const input = { password: Buffer.from('password'), salt: Buffer.from('somesalt'), secret: undefined, length: 32 };
  expect(hex(await argon2id(input, { memoryKib: 65_536, passes: 2, lanes: 1 }))).toBe(
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  );
});

test('a PHC string is read as it was written', () => {
  const phc = { parameters: SMALL, keyId: 'password/v1', salt: randomBytes(16), hash: randomBytes(32) };
  const text = writePhc(phc);
  expect(text).toMatch(/^\$argon2id\$v=19\$m=32,t=3,p=4,keyid=[A-Za-z0-9+/]+\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(readPhc(text)).toEqual(phc);
  const bare = { ...phc, keyId: undefined };
  expect(readPhc(writePhc(bare))).toEqual(bare);
});

test.each([
  '',
  'plain',
  '$argon2i$v=19$m=32,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApjK',
  '$argon2id$v=16$m=32,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApjK',
  '$argon2id$v=19$m=99999999,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApjK',
  '$argon2id$v=19$m=32,t=3,p=4$$',
])('anything else is no hash: %s', (text) => {
  expect(readPhc(text)).toBeUndefined();
});

test('less of anything is weaker', () => {
  expect(isWeaker(SMALL, SMALL)).toBe(false);
  for (const member of ['memoryKib', 'passes', 'lanes'] as const)
    expect(isWeaker({ ...SMALL, [member]: SMALL[member] - 1 }, SMALL)).toBe(true);
  expect(isWeaker({ ...SMALL, passes: 9 }, SMALL)).toBe(false);
});
